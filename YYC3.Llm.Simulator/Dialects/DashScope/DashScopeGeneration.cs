using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.DashScope;

/// <summary>
/// Text and multimodal generation: streams with <c>X-DashScope-SSE: enable</c>. Without <c>incremental_output</c> every event
/// repeats all that went before; the finish reason is the string "null" until the end, and usage grows in each event.
/// </summary>
internal sealed class DashScopeGeneration(AnswerRegistry answers, IErrorWriter errors, bool multimodal) : ChatOperation(answers, errors)
{
    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => Credentials.NeedBearer(request, apiKey);

    /// <inheritdoc/>
    public override EventFormat FormatOf(RequestHead head) => EventFormat.Usual with { AfterColon = "", Numbered = true };

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        DashScopeRequest.Read(root, body.Length, multimodal, out var variant);
        var stream = request.Headers["X-DashScope-SSE"] == "enable" || request.Headers.Accept == "text/event-stream";
        return new RequestHead(root.GetProperty("model").GetString()!, stream, WantsUsage: true, variant);
    }

    /// <inheritdoc/>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) =>
        static (place, counts) => place.IsTrailer ? null : place.IsPlain || place.IsFinish ? counts : counts.After(place.Index + 1, place.Count);

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return DashScopeRequest.Read(document.RootElement, body.Length, multimodal, out _);
    }

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, RequestHead head, Answer answer) => draft.Body = Event(draft, answer, answer.Deltas, draft.Reported, ends: true);

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, RequestHead head, Answer answer)
    {
        draft.EmptyEvent = new SimEvent("result", Event(draft, answer, null, null, ends: false));
        var count = answer.Deltas.Count + 1;
        for (var index = 0; index < count; index++)
        {
            var usage = draft.UsageAt(new EventPlace(index, count), answer.Usage);
            IReadOnlyList<AnswerDelta> shown = (head.Variant & DashScopeRequest.Incremental) == 0
                ? [.. answer.Deltas.Take(index + 1)]
                : index < answer.Deltas.Count ? [answer.Deltas[index]] : [];
            draft.Events.Add(new SimEvent("result", Event(draft, answer, shown, usage, index == count - 1)) { Usage = usage });
        }
    }

    // Without deltas the list of choices is empty.
    private byte[] Event(Draft draft, Answer answer, IReadOnlyList<AnswerDelta>? deltas, TokenCounts? usage, bool ends) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartObject("output");
        writer.WriteStartArray("choices");
        if (deltas is not null)
        {
            writer.WriteStartObject();
            writer.WriteStartObject("message");
            writer.WriteString("role", "assistant");
            WriteContent(writer, string.Concat(deltas.OfType<TextDelta>().Select(delta => delta.Text)));
            if (answer.Deltas.Any(delta => delta is ReasoningDelta))
            {
                writer.WriteString("reasoning_content", string.Concat(deltas.OfType<ReasoningDelta>().Select(delta => delta.Text)));
            }

            WriteCalls(writer, deltas);
            writer.WriteEndObject();
            if (!draft.OmitsFinish)
            {
                writer.WriteString("finish_reason", ends ? draft.FinalFinish ?? answer.FinishReason : "null");
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        if (usage is not null)
        {
            WriteUsage(writer, usage);
        }

        writer.WriteString("request_id", DashScopeErrors.RequestId);
        writer.WriteEndObject();
    });

    private void WriteContent(Utf8JsonWriter writer, string text)
    {
        if (!multimodal)
        {
            writer.WriteString("content", text);
            return;
        }

        writer.WriteStartArray("content");
        if (text.Length > 0)
        {
            writer.WriteStartObject();
            writer.WriteString("text", text);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter writer, IReadOnlyList<AnswerDelta> deltas)
    {
        var calls = ToolCalls.Of(deltas);
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            writer.WriteStartObject();
            if (call.Shown is { } index)
            {
                writer.WriteNumber("index", index);
            }

            writer.WriteString("id", call.Id ?? "");
            writer.WriteString("type", "function");
            writer.WriteStartObject("function");
            if (call.Name is not null)
            {
                writer.WriteString("name", call.Name);
            }

            writer.WriteString("arguments", call.Arguments);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUsage(Utf8JsonWriter writer, TokenCounts usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", usage.Prompt);
        writer.WriteNumber("output_tokens", usage.Completion);
        writer.WriteNumber("total_tokens", usage.Prompt + usage.Completion);
        if (usage.Cached > 0)
        {
            writer.WriteStartObject("prompt_tokens_details");
            writer.WriteNumber("cached_tokens", usage.Cached);
            writer.WriteEndObject();
        }

        if (usage.Reasoning > 0)
        {
            writer.WriteStartObject("output_tokens_details");
            writer.WriteNumber("reasoning_tokens", usage.Reasoning);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
