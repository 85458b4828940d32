using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Wenxin;

/// <summary>Chat: text in <c>result</c>, at most one call, completion tokens 0 until the last event, and no terminal marker but <c>is_end</c>.</summary>
internal sealed class WenxinChat(AnswerRegistry answers, IErrorWriter errors, WenxinTokens tokens, long created) : ChatOperation(answers, errors)
{
    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => tokens.Check(request);

    /// <inheritdoc/>
    public override void WriteLimits(IHeaderDictionary headers, RateState state)
    {
        headers["X-Ratelimit-Limit-Requests"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["X-Ratelimit-Remaining-Requests"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
    }

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        WenxinRequest.Read(document.RootElement, body.Length);
        var model = request.RouteValues["model"] as string;
        return string.IsNullOrEmpty(model) ? throw new ScriptException("The path names no model.") : new RequestHead(model, document.RootElement.Flag("stream", ""), WantsUsage: true);
    }

    /// <inheritdoc/>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) =>
        static (place, counts) => place.IsTrailer ? null : place.IsPlain || place.IsFinish ? counts : counts.After(0, 1);

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return WenxinRequest.Read(document.RootElement, body.Length);
    }

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, RequestHead head, Answer answer) => draft.Body = Event(draft, answer, null, answer.Deltas, draft.Reported, ends: true);

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, RequestHead head, Answer answer)
    {
        var pieces = ToolCalls.Whole(answer).Deltas.Where(delta => delta is TextDelta or ToolCallDelta { Index: 0 }).ToArray();
        for (var index = 0; index <= pieces.Length; index++)
        {
            var usage = draft.UsageAt(new EventPlace(index, pieces.Length + 1), answer.Usage);
            draft.Events.Add(new SimEvent(null, Event(draft, answer, index, index < pieces.Length ? [pieces[index]] : [], usage, index == pieces.Length)) { Usage = usage });
        }
    }

    private byte[] Event(Draft draft, Answer answer, int? sentence, IReadOnlyList<AnswerDelta> deltas, TokenCounts? usage, bool ends) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("id", "as-sim");
        writer.WriteString("object", "chat.completion");
        writer.WriteNumber("created", created);
        if (sentence is { } number)
        {
            writer.WriteNumber("sentence_id", number);
            writer.WriteBoolean("is_end", ends);
        }

        writer.WriteBoolean("is_truncated", answer.FinishReason == "length");
        writer.WriteString("result", string.Concat(deltas.OfType<TextDelta>().Select(delta => delta.Text)));
        writer.WriteBoolean("need_clear_history", false);
        if (ToolCalls.Of(deltas) is [var call, ..])
        {
            writer.WriteStartObject("function_call");
            writer.WriteString("name", call.Name);
            writer.WriteString("thoughts", "");
            writer.WriteString("arguments", call.Arguments.Length == 0 ? "{}" : call.Arguments);
            writer.WriteEndObject();
        }

        if (!draft.OmitsFinish)
        {
            writer.WriteString("finish_reason", ends && draft.FinalFinish is { } final ? final : draft.PendingFinish is { } pending && !ends ? pending : answer.FinishReason == "tool_calls" ? "function_call" : "normal");
        }

        if (usage is not null)
        {
            writer.WriteStartObject("usage");
            writer.WriteNumber("prompt_tokens", usage.Prompt);
            writer.WriteNumber("completion_tokens", usage.Completion);
            writer.WriteNumber("total_tokens", usage.Prompt + usage.Completion);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    });
}
