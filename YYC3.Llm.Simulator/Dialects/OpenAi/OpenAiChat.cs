using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary><c>POST /v1/chat/completions</c>: what is written into a chunk or a message.</summary>
internal sealed class OpenAiChat(AnswerRegistry answers, IErrorWriter errors, long created) : ChatOperation(answers, errors)
{
    /// <summary>The id of every completion: replies are kept as bytes, so they share it.</summary>
    public const string Id = "chatcmpl-sim";

    private static readonly byte[] Done = "[DONE]"u8.ToArray();

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body) => OpenAiRequest.ReadHead(body.Span, "messages");

    /// <inheritdoc/>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) =>
        head.WantsUsage ? static (place, counts) => place.IsPlain || place.IsTrailer ? counts : null : static (place, counts) => place.IsPlain ? counts : null;

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body) => OpenAiRequest.ReadPrompt(body);

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, Answer answer) => draft.Body = Json.Write(writer =>
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
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (draft.UsageAt(EventPlace.Plain, answer.Usage) is { } usage)
        {
            OpenAiMessage.WriteUsage(writer, usage);
        }

        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, Answer answer)
    {
        var count = answer.Deltas.Count + 2;
        var asked = draft.UsageAt(new EventPlace(count, count), answer.Usage);
        for (var index = 0; index < count; index++)
        {
            draft.Events.Add(Chunk(draft, answer, new EventPlace(index, count), asked is not null));
        }

        if (asked is not null)
        {
            draft.Events.Add(new SimEvent(null, Json.Write(writer =>
            {
                WriteHead(writer, draft, "chat.completion.chunk");
                writer.WriteStartArray("choices");
                writer.WriteEndArray();
                OpenAiMessage.WriteUsage(writer, asked);
                writer.WriteEndObject();
            })));
        }

        draft.Events.Add(new SimEvent(null, Done));
    }

    private SimEvent Chunk(Draft draft, Answer answer, EventPlace place, bool usageFollows) => new(null, Json.Write(writer =>
    {
        WriteHead(writer, draft, "chat.completion.chunk");
        writer.WriteStartArray("choices");
        writer.WriteStartObject();
        writer.WriteNumber("index", 0);
        writer.WriteStartObject("delta");
        if (place.Index == 0)
        {
            writer.WriteString("role", "assistant");
            writer.WriteString("content", "");
        }
        else if (!place.IsFinish)
        {
            OpenAiMessage.WriteDelta(writer, answer.Deltas[place.Index - 1]);
        }

        writer.WriteEndObject();
        WriteFinish(writer, draft, place.IsFinish ? draft.FinalFinish ?? answer.FinishReason : draft.PendingFinish);
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
    }));

    private void WriteHead(Utf8JsonWriter writer, Draft draft, string kind)
    {
        writer.WriteStartObject();
        writer.WriteString("id", Id);
        writer.WriteString("object", kind);
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
