using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Dialects.Reading;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary><c>POST /anthropic/v1/messages</c>.</summary>
internal sealed class AnthropicMessages(AnswerRegistry answers, IErrorWriter errors) : ChatOperation(answers, errors)
{
    /// <summary>The id of every message.</summary>
    public const string Id = "msg_sim";

    /// <inheritdoc/>
    public override SimulatedError? Authorize(HttpRequest request, string? apiKey) => AnthropicAccess.Authorize(request, apiKey);

    /// <inheritdoc/>
    public override void WriteLimits(IHeaderDictionary headers, RateState state) => AnthropicAccess.WriteLimits(headers, state);

    /// <inheritdoc/>
    public override RequestHead ReadHead(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        AnthropicRequest.Read(root, body.Length, SignatureRule.In(root.AsObject("body").NeedText("model", ""), request), counts: false);
        return new RequestHead(root.GetProperty("model").GetString()!, root.Flag("stream", ""), WantsUsage: true);
    }

    /// <summary>Anthropic reports input in the first event and everything in the last but one.</summary>
    public override Func<EventPlace, TokenCounts, TokenCounts?> UsageAt(RequestHead head) =>
        static (place, counts) => place.IsPlain || place.IsFinish ? counts : place.Index == 0 ? counts.After(0, 1) : null;

    /// <inheritdoc/>
    protected override Prompt ReadPrompt(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body);
        return AnthropicRequest.Read(document.RootElement, body.Length, "ignore", counts: false);
    }

    /// <inheritdoc/>
    protected override void RenderPlain(Draft draft, RequestHead head, Answer answer) => draft.Body = Json.Write(writer =>
    {
        writer.WriteStartObject();
        AnthropicParts.WriteHead(writer, draft.Script.Model);
        writer.WriteStartArray("content");
        foreach (var block in AnthropicBlock.Of(answer))
        {
            block.WriteWhole(writer);
        }

        writer.WriteEndArray();
        AnthropicParts.WriteStop(writer, draft, answer.FinishReason);
        if (draft.Reported is { } usage)
        {
            AnthropicParts.WriteUsage(writer, usage, details: true);
        }

        writer.WriteEndObject();
    });

    /// <inheritdoc/>
    protected override void RenderStream(Draft draft, RequestHead head, Answer answer)
    {
        var count = answer.Deltas.Count + 2;
        var sent = 1;
        draft.EmptyEvent = Named("ping", static _ => { });
        draft.Events.Add(Start(draft, draft.UsageAt(new EventPlace(0, count), answer.Usage)));
        foreach (var (index, block) in AnthropicBlock.Of(answer).Index())
        {
            draft.Events.Add(Named("content_block_start", writer =>
            {
                writer.WriteNumber("index", index);
                writer.WritePropertyName("content_block");
                block.WriteStart(writer);
            }));
            if (index == 0)
            {
                draft.Events.Add(Named("ping", static _ => { }));
            }

            foreach (var delta in block.Deltas)
            {
                // Only a usage fault puts counts here; the provider itself does not.
                var usage = draft.UsageAt(new EventPlace(sent++, count), answer.Usage);
                draft.Events.Add(Named("content_block_delta", writer =>
                {
                    writer.WriteNumber("index", index);
                    writer.WritePropertyName("delta");
                    AnthropicBlock.WriteDelta(writer, delta);
                    if (usage is not null)
                    {
                        AnthropicParts.WriteUsage(writer, usage, details: false);
                    }
                }) with
                { Usage = usage });
            }

            if (block.Signature is { } signature)
            {
                draft.Events.Add(Named("content_block_delta", writer =>
                {
                    writer.WriteNumber("index", index);
                    writer.WriteStartObject("delta");
                    writer.WriteString("type", "signature_delta");
                    writer.WriteString("signature", signature);
                    writer.WriteEndObject();
                }));
            }

            draft.Events.Add(Named("content_block_stop", writer => writer.WriteNumber("index", index)));
        }

        var last = draft.UsageAt(new EventPlace(count - 1, count), answer.Usage);
        draft.Events.Add(Named("message_delta", writer =>
        {
            writer.WriteStartObject("delta");
            AnthropicParts.WriteStop(writer, draft, answer.FinishReason);
            writer.WriteEndObject();
            if (last is not null)
            {
                AnthropicParts.WriteUsage(writer, last, details: false);
            }
        }) with
        { Usage = last });
        draft.Events.Add(Named("message_stop", static _ => { }));
    }

    private static SimEvent Start(Draft draft, TokenCounts? usage) => Named("message_start", writer =>
    {
        writer.WriteStartObject("message");
        AnthropicParts.WriteHead(writer, draft.Script.Model);
        writer.WriteStartArray("content");
        writer.WriteEndArray();
        writer.WriteNull("stop_reason");
        writer.WriteNull("stop_sequence");
        if (usage is not null)
        {
            AnthropicParts.WriteUsage(writer, usage, details: true);
        }

        writer.WriteEndObject();
    }) with
    { Usage = usage };

    private static SimEvent Named(string type, Action<Utf8JsonWriter> write) => new(type, Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("type", type);
        write(writer);
        writer.WriteEndObject();
    }));
}
