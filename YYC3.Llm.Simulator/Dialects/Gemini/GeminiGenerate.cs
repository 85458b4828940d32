using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary><c>:generateContent</c> and <c>:streamGenerateContent</c>, the latter as events with <c>alt=sse</c>, else as one JSON array.</summary>
internal sealed class GeminiGenerate(AnswerRegistry answers, IErrorWriter errors, bool stream) : ChatOperation(answers, errors)
{
    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => GeminiAccess.Authorize(request, apiKey);

    /// <inheritdoc/>
    public override EventFormat FormatOf(RequestHead head) =>
        (head.Variant & GeminiRequest.IsArray) != 0 ? EventFormat.Usual with { Framing = Framing.Array, LineEnd = "\r\n" } : EventFormat.Usual;

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var model = GeminiPath.Model(request);
        using var document = JsonDocument.Parse(body);
        GeminiRequest.Read(document.RootElement, body.Length, SignatureRule.In(model, request), out var variant);
        var array = stream && request.Query["alt"] != "sse";
        return new RequestHead(model, stream, WantsUsage: true, variant | (array ? GeminiRequest.IsArray : 0));
    }

    /// <summary>Every event reports what was counted so far.</summary>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) =>
        static (place, counts) => place.IsTrailer ? null : place.IsPlain || place.IsFinish ? counts : counts.After(place.Index + 1, place.Count);

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return GeminiRequest.Read(document.RootElement, body.Length, "ignore", out _);
    }

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, RequestHead head, Answer answer) =>
        draft.Body = GeminiParts.Response(draft, answer, GeminiParts.Of(answer, head), draft.Reported, ends: true);

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, RequestHead head, Answer answer)
    {
        draft.EmptyEvent = new SimEvent(null, GeminiParts.Response(draft, answer, null, null, ends: false));
        var parts = GeminiParts.Pieces(answer, head);
        for (var index = 0; index < parts.Count; index++)
        {
            var usage = draft.UsageAt(new EventPlace(index, parts.Count), answer.Usage);
            draft.Events.Add(new SimEvent(null, GeminiParts.Response(draft, answer, [parts[index]], usage, index == parts.Count - 1)) { Usage = usage });
        }
    }
}
