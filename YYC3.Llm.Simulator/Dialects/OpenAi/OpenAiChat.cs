using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>: what is written into a chunk or a message.</summary>
internal sealed class OpenAiChat(AnswerRegistry answers, IErrorWriter errors, long created, OpenAiFlavour flavour) : ChatOperation(answers, errors)
{
    private static readonly byte[] Done = "[DONE]"u8.ToArray();

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (flavour.Check is null && flavour.PathModel is null)
        {
            return OpenAiRequest.ReadHead(body.Span, "messages");
        }

        var head = OpenAiRequest.ReadHead(body.Span, "messages", flavour.PathModel?.Invoke(request));
        if (flavour.Check is null)
        {
            return head;
        }

        using var document = JsonDocument.Parse(body);
        return head with { Variant = flavour.Check(document.RootElement) };
    }

    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) =>
        flavour.Authorize is null ? base.Authorize(request, apiKey) : flavour.Authorize(request, apiKey);

    /// <inheritdoc/>
    public override void WriteLimits(IHeaderDictionary headers, RateState state)
    {
        if (flavour.TellsLimits)
        {
            OpenAiLimits.Write(headers, state);
        }
    }

    /// <inheritdoc/>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) =>
        flavour.UsageAtFinish ? static (place, counts) => place.IsPlain || place.IsFinish ? counts : null
        : head.WantsUsage ? static (place, counts) => place.IsPlain || place.IsTrailer ? counts : null
        : static (place, counts) => place.IsPlain ? counts : null;

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body) => OpenAiRequest.ReadPrompt(body);

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, RequestHead head, Answer answer) => draft.Body = Json.Write(writer =>
    {
        WriteHead(writer, draft, "chat.completion");
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("message");
        writer.WriteString("role", "assistant");
        OpenAiMessage.Write(writer, answer.Deltas);
        writer.WriteEndObject();
        writer.WriteNull("logprobs");
        WriteFinish(writer, draft, draft.FinalFinish ?? answer.FinishReason);
        WriteFlag(writer);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (draft.UsageAt(EventPlace.Plain, answer.Usage) is { } usage)
        {
            OpenAiMessage.WriteUsage(writer, usage);
        }

        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, RequestHead head, Answer answer)
    {
        answer = (head.Variant & OpenAiFlavour.WholeCalls) != 0 ? ToolCalls.Whole(answer) : answer;
        draft.EmptyEvent = Empty(draft, null);
        var count = answer.Deltas.Count + (flavour.Opens ? 2 : 1);
        var asked = draft.UsageAt(new EventPlace(count, count), answer.Usage);
        for (var index = 0; index < count; index++)
        {
            draft.Events.Add(Chunk(draft, answer, new EventPlace(index, count), asked is not null));
        }

        if (asked is not null)
        {
            draft.Events.Add(Empty(draft, asked));
        }

        draft.Events.Add(new SimEvent(null, Done));
    }

    private SimEvent Empty(Draft draft, TokenCounts? usage) => new(null, Json.Write(writer =>
    {
        WriteHead(writer, draft, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteEndArray();
        if (usage is not null)
        {
            OpenAiMessage.WriteUsage(writer, usage);
        }

        writer.WriteEndObject();
    }))
    { Usage = usage };

    private SimEvent Chunk(Draft draft, Answer answer, EventPlace place, bool usageFollows) => new(null, Json.Write(writer =>
    {
        WriteHead(writer, draft, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("delta");
        if (!flavour.Opens || place.Index == 0)
        {
            writer.WriteString("role", "assistant");
        }

        var delta = flavour.Opens ? place.Index - 1 : place.Index;
        if (!place.IsFinish && delta >= 0)
        {
            OpenAiMessage.WriteDelta(writer, answer.Deltas[delta]);
        }
        else if (!place.IsFinish || !flavour.Opens)
        {
            writer.WriteString("content", "");
        }

        writer.WriteEndObject();
        if (place.IsFinish || flavour.PendingFinish || draft.PendingFinish is not null)
        {
            WriteFinish(writer, draft, place.IsFinish ? draft.FinalFinish ?? answer.FinishReason : draft.PendingFinish);
        }

        WriteFlag(writer);
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (draft.UsageAt(place, answer.Usage) is { } usage)
        {
            OpenAiMessage.WriteUsage(writer, usage);
        }
        else if (usageFollows)
        {
            writer.WriteNull("usage");
        }

        writer.WriteEndObject();
    }))
    { Usage = draft.UsageAt(place, answer.Usage) };

    private void WriteFlag(Utf8JsonWriter writer)
    {
        if (flavour.Flag)
        {
            writer.WriteNumber("flag", 0);
        }
    }

    private void WriteHead(Utf8JsonWriter writer, Draft draft, string kind)
    {
        writer.WriteStartObject();
        writer.WriteString("id", flavour.Id);
        if (flavour.RequestId)
        {
            writer.WriteString("request_id", flavour.Id);
        }

        if (flavour.NamesChunks || kind == "chat.completion")
        {
            writer.WriteString("object", kind);
        }

        writer.WriteNumber("created", created);
        writer.WriteString("model", draft.Script.Model);
    }

    private static void WriteFinish(Utf8JsonWriter writer, Draft draft, string? reason)
    {
        if (!draft.OmitsFinish)
        {
            writer.WriteString("finish_reason", reason);
        }
    }
}
