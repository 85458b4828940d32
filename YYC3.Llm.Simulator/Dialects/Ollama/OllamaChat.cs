using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Ollama;

/// <summary><c>POST /ollama/api/chat</c>: streams unless told not to; tool calls are whole, without ids, their arguments an object.</summary>
internal sealed class OllamaChat(AnswerRegistry answers, IErrorWriter errors, DateTimeOffset created) : ChatOperation(answers, errors)
{
    private readonly string created = created.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => Credentials.Bearer(request, apiKey);

    /// <inheritdoc/>
    public override EventFormat FormatOf(RequestHead head) => EventFormat.Usual with { Framing = Framing.Lines };

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        OllamaRequest.Read(root, body.Length);
        return new RequestHead(root.GetProperty("model").GetString()!, !root.Has("stream", out _) || root.Flag("stream", ""), WantsUsage: true);
    }

    /// <summary>Counts stand in the last line.</summary>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) => static (place, counts) => place.IsPlain || place.IsFinish ? counts : null;

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return OllamaRequest.Read(document.RootElement, body.Length);
    }

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, RequestHead head, Answer answer) => draft.Body = Line(draft, answer, answer.Deltas, draft.Reported, ends: true);

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, RequestHead head, Answer answer)
    {
        var deltas = ToolCalls.Whole(answer).Deltas;
        for (var index = 0; index <= deltas.Count; index++)
        {
            var usage = draft.UsageAt(new EventPlace(index, deltas.Count + 1), answer.Usage);
            draft.Events.Add(new SimEvent(null, Line(draft, answer, index < deltas.Count ? [deltas[index]] : [], usage, index == deltas.Count)) { Usage = usage });
        }
    }

    private byte[] Line(Draft draft, Answer answer, IReadOnlyList<AnswerDelta> deltas, TokenCounts? usage, bool ends) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("model", draft.Script.Model);
        writer.WriteString("created_at", created);
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        writer.WriteString("content", string.Concat(deltas.OfType<TextDelta>().Select(delta => delta.Text)));
        if (deltas.OfType<ReasoningDelta>().Any())
        {
            writer.WriteString("thinking", string.Concat(deltas.OfType<ReasoningDelta>().Select(delta => delta.Text)));
        }

        WriteCalls(writer, ToolCalls.Of(deltas));
        writer.WriteEndObject();
        writer.WriteBoolean("done", ends);
        if (ends && !draft.OmitsFinish)
        {
            writer.WriteString("done_reason", draft.FinalFinish ?? (answer.FinishReason == "length" ? "length" : "stop"));
        }

        if (usage is not null)
        {
            writer.WriteNumber("total_duration", 1_000_000L * Math.Max(usage.Completion, 1));
            writer.WriteNumber("load_duration", 1_000_000);
            writer.WriteNumber("prompt_eval_count", usage.Prompt);
            writer.WriteNumber("prompt_eval_duration", 1_000_000);
            writer.WriteNumber("eval_count", usage.Completion);
            writer.WriteNumber("eval_duration", 1_000_000L * Math.Max(usage.Completion, 1));
        }

        writer.WriteEndObject();
    });

    private static void WriteCalls(Utf8JsonWriter writer, IReadOnlyList<ToolCallDelta> calls)
    {
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("function");
            if (call.Shown is { } index)
            {
                writer.WriteNumber("index", index);
            }

            writer.WriteString("name", call.Name);
            writer.WritePropertyName("arguments");
            writer.WriteRawValue(call.Arguments.Length == 0 ? "{}" : call.Arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
