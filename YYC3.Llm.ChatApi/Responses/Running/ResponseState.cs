using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>A response while it is made: its output items, its usage, and the events by which both grow.</summary>
/// <param name="request">What was asked for.</param>
/// <param name="id">Its id.</param>
/// <param name="createdAt">When it began.</param>
/// <param name="time">Makes ids.</param>
internal sealed class ResponseState(ResponseRequest request, string id, DateTimeOffset createdAt, TimeProvider time)
{
    private readonly List<JsonObject> output = [];

    public string Id => id;

    public ResponseRequest Request => request;

    public DateTimeOffset CreatedAt => createdAt;

    /// <summary>Where events go.</summary>
    public required LiveRun Run { get; init; }

    /// <summary>The tools as they are shown: nothing secret is among them.</summary>
    public IReadOnlyList<JsonObject> Tools { get; init; } = [];

    /// <summary>Whether nothing is learnt from it.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Whether the first events are out.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Completes when the first events are out, or when it is sure that none will come: then with why.</summary>
    public TaskCompletionSource<ApiException?> Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Why it failed; null when it has not.</summary>
    public ApiException? Refusal { get; set; }

    /// <summary>The response as it ended; null until then.</summary>
    public JsonObject? Final { get; set; }

    /// <summary>The output items so far.</summary>
    public IReadOnlyList<JsonObject> Output => output;

    /// <summary>Passages that the model was shown, in the order of their numbers.</summary>
    public List<Passage> Sources { get; } = [];

    /// <summary>What went into the context; null before the first turn.</summary>
    public JsonObject? Receipt { get; set; }

    /// <summary>Tokens so far.</summary>
    public Usage Usage { get; } = new();

    /// <summary>Lets the first events out, once.</summary>
    public void Begin()
    {
        if (HasBegun)
        {
            return;
        }

        HasBegun = true;
        if (request.Background)
        {
            var queued = ResponseBody.Write(this, "queued");
            EmitBody("response.created", queued);
            EmitBody("response.queued", queued);
        }
        else
        {
            EmitBody("response.created", ResponseBody.Write(this, "in_progress"));
        }

        EmitBody("response.in_progress", ResponseBody.Write(this, "in_progress"));
        Begun.TrySetResult(null);
    }

    public string NewId(string prefix) => Ids.New(prefix, time);

    /// <summary>Emits an event.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="fields">Its fields; the object becomes the event.</param>
    public void Emit(string type, JsonObject? fields = null)
    {
        fields ??= [];
        fields.Insert(0, "type", type);
        Run.Emit(fields);
    }

    /// <summary>Emits an event that shows the response as it stands.</summary>
    public void EmitBody(string type, JsonObject body) => Emit(type, new JsonObject { ["response"] = body.DeepClone() });

    /// <summary>Begins an output item.</summary>
    /// <returns>Its place.</returns>
    public int Begin(JsonObject item)
    {
        Begin();
        output.Add(item);
        Emit("response.output_item.added", new JsonObject { ["output_index"] = output.Count - 1, ["item"] = item.DeepClone() });
        return output.Count - 1;
    }

    /// <summary>Ends an output item.</summary>
    /// <param name="index">Its place.</param>
    /// <param name="item">How it is stored.</param>
    public void End(int index, JsonObject item)
    {
        output[index] = item;
        Emit("response.output_item.done", new JsonObject { ["output_index"] = index, ["item"] = Shown(item) });
    }

    /// <summary>Adds an item that is whole already.</summary>
    public void Add(JsonObject item) => End(Begin(item), item);

    /// <summary>Replaces an item without an event; for what is still growing when the run ends.</summary>
    public void Replace(int index, JsonObject item) => output[index] = item;

    /// <summary>An item as callers see it: what only the next turn needs is shown to those who ask for it.</summary>
    public JsonObject Shown(JsonObject item) => ShownItem.Of(item, request.Include);

    /// <summary>Tells of progress of an item.</summary>
    public void Progress(string type, string itemId, int index) => Emit(type, new JsonObject { ["output_index"] = index, ["item_id"] = itemId });
}
