using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Items;
using YYC3.Llm.ChatApi.Tools;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Turns the deltas of a chat completion into output items and their events, in the order in which the model writes: reasoning, text, calls.</summary>
/// <param name="state">The response.</param>
/// <param name="hold">Whether text is held back until it has been checked.</param>
/// <param name="isOwned">Whether a function is run here: its call is no output of the caller's.</param>
internal sealed class TurnWriter(ResponseState state, bool hold, Func<string, bool> isOwned)
{
    private readonly StringBuilder thought = new();
    private readonly StringBuilder text = new();
    private readonly List<JsonObject> logprobs = []; // Of the whole text; and those that no event has told of.
    private readonly List<JsonObject> news = [];
    private readonly SortedDictionary<int, StreamedCall> calls = [];
    private JsonObject? opaque;
    private (int Index, string Id)? reasoning;
    private (int Index, string Id)? message;
    private bool refuses;

    /// <summary>Takes a delta.</summary>
    /// <param name="delta">The delta.</param>
    /// <param name="likelihoods">Of its tokens; null where nobody asked for them, or the provider does not say.</param>
    public void Read(JsonObject delta, JsonArray? likelihoods = null)
    {
        var added = Logprobs.Of(likelihoods);
        logprobs.AddRange(added);
        news.AddRange(added);
        if (Opaque.Of(delta) is { } kept)
        {
            opaque = Opaque.Add(opaque, kept);
        }

        if ((delta["reasoning_content"].AsText() ?? delta["reasoning"].AsText()) is { Length: > 0 } thoughts)
        {
            Think(thoughts);
        }

        if (delta["content"].AsText() is { Length: > 0 } said)
        {
            Say(said, refusal: false);
        }

        if (delta["refusal"].AsText() is { Length: > 0 } refused)
        {
            Say(refused, refusal: true);
        }

        foreach (var image in (delta["images"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Draw((image["image_url"] as JsonObject)?["url"].AsText() ?? "");
        }

        foreach (var call in (delta["tool_calls"] as JsonArray ?? []).OfType<JsonObject>())
        {
            Call(call);
        }
    }

    /// <summary>Ends what was begun.</summary>
    /// <param name="finish">The reason that the model gave.</param>
    /// <param name="replacement">The text to show in place of the one that was held back; null: that one.</param>
    public TurnResult End(string finish, string? replacement = null)
    {
        EndReasoning();
        if (hold && text.Length > 0)
        {
            var held = replacement ?? text.ToString();
            text.Clear();
            Show(held, refusal: false);
        }

        EndMessage("completed");
        foreach (var call in calls.Values)
        {
            EndCall(call);
        }

        return new TurnResult(finish, [.. calls.Values.Select(call => new ToolCall(call.Id, call.Name, call.Arguments.ToString(), call.Extra))]);
    }

    /// <summary>The text that is held back.</summary>
    public string Held => text.ToString();

    /// <summary>Leaves what was begun as it is: the run was cancelled, or broke off.</summary>
    public void Abandon()
    {
        if (reasoning is { } thinking)
        {
            state.Replace(thinking.Index, Reasoning(thinking.Id, "incomplete"));
        }

        if (message is { } saying)
        {
            state.Replace(saying.Index, Message(saying.Id, "incomplete"));
        }
    }

    private void Think(string delta)
    {
        if (reasoning is null)
        {
            var id = state.NewId("rs");
            reasoning = (state.Begin(new JsonObject { ["id"] = id, ["type"] = "reasoning", ["status"] = "in_progress", ["summary"] = new JsonArray(), ["content"] = new JsonArray() }), id);
            state.Emit("response.content_part.added", At(reasoning.Value, new JsonObject { ["content_index"] = 0, ["part"] = new JsonObject { ["type"] = "reasoning_text", ["text"] = "" } }));
        }

        thought.Append(delta);
        state.Emit("response.reasoning_text.delta", At(reasoning.Value, new JsonObject { ["content_index"] = 0, ["delta"] = delta }));
    }

    private void EndReasoning()
    {
        if (reasoning is not { } thinking)
        {
            // What a provider wants back belongs to a reasoning item, also where it shows no reasoning.
            if (opaque is not null && calls.Count + text.Length > 0 && message is null)
            {
                var id = state.NewId("rs");
                state.Add(Reasoning(id, "completed"));
                opaque = null;
            }

            return;
        }

        state.Emit("response.reasoning_text.done", At(thinking, new JsonObject { ["content_index"] = 0, ["text"] = thought.ToString() }));
        state.Emit("response.content_part.done", At(thinking, new JsonObject { ["content_index"] = 0, ["part"] = ThoughtPart() }));
        state.End(thinking.Index, Reasoning(thinking.Id, "completed"));
        reasoning = null;
    }

    private JsonObject Reasoning(string id, string status)
    {
        var item = new JsonObject
        {
            ["id"] = id,
            ["type"] = "reasoning",
            ["status"] = status,
            ["summary"] = new JsonArray(),
            ["content"] = thought.Length > 0 ? new JsonArray(ThoughtPart()) : new JsonArray(),
        };
        if (opaque is not null)
        {
            item["encrypted_content"] = Opaque.Seal(opaque);
        }

        return item;
    }

    private JsonObject ThoughtPart() => new() { ["type"] = "reasoning_text", ["text"] = thought.ToString() };

    private void Say(string delta, bool refusal)
    {
        if (hold && !refusal)
        {
            text.Append(delta);
            return;
        }

        Show(delta, refusal);
    }

    private void Show(string delta, bool refusal)
    {
        if (message is null)
        {
            EndReasoning();
            refuses = refusal;
            var id = state.NewId("msg");
            message = (state.Begin(new JsonObject { ["id"] = id, ["type"] = "message", ["status"] = "in_progress", ["role"] = "assistant", ["content"] = new JsonArray() }), id);
            state.Emit("response.content_part.added", At(message.Value, new JsonObject { ["content_index"] = 0, ["part"] = Part("", annotated: false) }));
        }

        text.Append(delta);
        var fields = At(message.Value, new JsonObject { ["content_index"] = 0, ["delta"] = delta });
        if (!refuses)
        {
            fields["logprobs"] = Logprobs.Write(news);
            news.Clear();
        }

        state.Emit(refuses ? "response.refusal.delta" : "response.output_text.delta", fields);
    }

    private void EndMessage(string status)
    {
        if (message is not { } saying)
        {
            return;
        }

        var part = Part(text.ToString(), annotated: true);
        if (refuses)
        {
            state.Emit("response.refusal.done", At(saying, new JsonObject { ["content_index"] = 0, ["refusal"] = text.ToString() }));
        }
        else
        {
            var annotations = part["annotations"]!.AsArray();
            for (var i = 0; i < annotations.Count; i++)
            {
                state.Emit("response.output_text.annotation.added", At(saying, new JsonObject { ["content_index"] = 0, ["annotation_index"] = i, ["annotation"] = annotations[i]!.DeepClone() }));
            }

            state.Emit("response.output_text.done", At(saying, new JsonObject { ["content_index"] = 0, ["text"] = text.ToString(), ["logprobs"] = Logprobs.Write(logprobs) }));
        }

        state.Emit("response.content_part.done", At(saying, new JsonObject { ["content_index"] = 0, ["part"] = part }));
        state.End(saying.Index, Message(saying.Id, status));
        message = null;
        text.Clear();
        logprobs.Clear();
    }

    private JsonObject Message(string id, string status)
    {
        var item = new JsonObject { ["id"] = id, ["type"] = "message", ["status"] = status, ["role"] = "assistant", ["content"] = new JsonArray(Part(text.ToString(), annotated: true)) };
        if (opaque?["extra_content"] is { } extra)
        {
            item["extra_content"] = extra.DeepClone();
        }

        return item;
    }

    private JsonObject Part(string written, bool annotated) => refuses
        ? new JsonObject { ["type"] = "refusal", ["refusal"] = written }
        : new JsonObject { ["type"] = "output_text", ["text"] = written, ["annotations"] = annotated ? Annotated(written) : [], ["logprobs"] = annotated ? Logprobs.Write(logprobs) : [] };

    private JsonArray Annotated(string written)
    {
        var annotations = new JsonArray();
        foreach (var citation in CitationFinder.Find(written, state.Sources.Count))
        {
            var bytes = new System.Buffers.ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(bytes, JsonText.Relaxed))
            {
                Annotations.Write(json, written, citation, state.Sources[citation.Source - 1]);
            }

            annotations.Add(JsonNode.Parse(bytes.WrittenSpan));
        }

        return annotations;
    }

    // An image comes whole: data, of which the item holds what follows the comma, as OpenAI's does; or an address.
    private void Draw(string url)
    {
        EndReasoning();
        EndMessage("completed");
        var data = url.IndexOf(";base64,", StringComparison.Ordinal);
        state.Add(new JsonObject { ["id"] = state.NewId("ig"), ["type"] = "image_generation_call", ["status"] = "completed", ["result"] = data < 0 ? url : url[(data + ";base64,".Length)..] });
    }

    private void Call(JsonObject delta)
    {
        var place = delta["index"] is JsonValue number && number.TryGetValue(out int index) ? index : calls.Count;
        if (!calls.TryGetValue(place, out var call))
        {
            EndReasoning();
            EndMessage("completed");
            calls[place] = call = new StreamedCall();
        }

        var function = delta["function"] as JsonObject;
        call.Id += call.Id.Length == 0 ? delta["id"].AsText() : "";
        call.Name += call.Name.Length == 0 ? function?["name"].AsText() : "";
        call.Extra = delta["extra_content"]?.DeepClone() ?? call.Extra;
        if (function?["arguments"].AsText() is { Length: > 0 } arguments)
        {
            call.Arguments.Append(arguments);
        }

        // Its item begins when the function is known; one that is run here shows in its tool's own item.
        if (call.Name.Length == 0 || isOwned(call.Name))
        {
            return;
        }

        if (call.Item is null)
        {
            call.Id = call.Id.Length > 0 ? call.Id : state.NewId("call");
            call.Item = (state.Begin(call.ToJson(state.NewId("fc"), "in_progress", "")), "");
            call.Item = (call.Item.Value.Index, state.Output[call.Item.Value.Index]["id"].AsText()!);
        }

        if (call.Arguments.Length > call.Told)
        {
            state.Emit("response.function_call_arguments.delta", At(call.Item.Value, new JsonObject { ["delta"] = call.Arguments.ToString(call.Told, call.Arguments.Length - call.Told) }));
            call.Told = call.Arguments.Length;
        }
    }

    private void EndCall(StreamedCall call)
    {
        call.Id = call.Id.Length > 0 ? call.Id : state.NewId("call");
        if (call.Arguments.Length == 0)
        {
            call.Arguments.Append("{}");
        }

        if (call.Item is { } item)
        {
            state.Emit("response.function_call_arguments.done", At(item, new JsonObject { ["name"] = call.Name, ["arguments"] = call.Arguments.ToString() }));
            state.End(item.Index, call.ToJson(item.Id, "completed", call.Arguments.ToString()));
        }
    }

    private static JsonObject At((int Index, string Id) item, JsonObject fields)
    {
        fields["item_id"] = item.Id;
        fields["output_index"] = item.Index;
        return fields;
    }
}
