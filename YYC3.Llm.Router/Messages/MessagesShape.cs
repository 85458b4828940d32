using System.Buffers;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Relay.Inbound;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Messages;

/// <summary>Turns a completion into a message, and chunks into the events of one.</summary>
internal sealed class MessagesShape(Call call) : IAnswerShape
{
    private readonly MessageEvents events = new(call);

    public void Whole(ReadOnlySpan<byte> completion, IBufferWriter<byte> output)
    {
        using var document = JsonText.Parse(completion);
        var root = document.RootElement;
        var choice = root.Get("choices").Items().FirstOrDefault();
        var message = choice.Get("message");
        using var json = new Utf8JsonWriter(output, ChatWriting.Options);
        json.WriteStartObject();
        MessageWriting.Head(json, MessageWriting.MessageId(root.Text("id"), call), root.Text("model") ?? call.Model.Name);
        json.WriteStartArray("content"u8);
        WriteThinking(json, message);
        if ((message.Text("content") is { Length: > 0 } text ? text : message.Text("refusal")) is { Length: > 0 } said)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, said);
            json.WriteEndObject();
        }

        var calls = 0;
        foreach (var tool in message.Get("tool_calls").Items())
        {
            WriteCall(json, tool, calls++);
        }

        json.WriteEndArray();
        var refused = message.Text("refusal") is { Length: > 0 };
        MessageWriting.Stop(
            json,
            refused ? "refusal" : FinishReasons.ToStopReason(choice.Text("finish_reason"), choice.Text("native_finish_reason"), calls > 0),
            choice.Get("extra_content").Get("anthropic").Text("stop_sequence"));
        MessageWriting.Usage(json, call, MessageWriting.Said(root));
        json.WriteEndObject();
    }

    public void Events(ReadOnlySpan<byte> chunks, IBufferWriter<byte> output)
    {
        using var framer = new SseFramer();
        while (!chunks.IsEmpty)
        {
            var room = framer.GetMemory(Math.Min(chunks.Length, 16 * 1024)).Span;
            var count = Math.Min(room.Length, chunks.Length);
            chunks[..count].CopyTo(room);
            framer.Advance(count);
            chunks = chunks[count..];
            Drain(framer, output);
        }

        framer.Complete();
        Drain(framer, output);
    }

    public void End(IBufferWriter<byte> output) => events.End(output);

    public void Fail(ApiException error, IBufferWriter<byte> output) => AnthropicError.WriteEvent(output, error, call.RequestId);

    private void Drain(SseFramer framer, IBufferWriter<byte> output)
    {
        while (framer.TryRead(out var block))
        {
            if (!block.HasData)
            {
                output.Write(block.Raw.Span); // Comments keep the connection open.
                continue;
            }

            try
            {
                using var chunk = JsonText.Parse(block.Data.Span);
                events.Read(chunk.RootElement, output);
            }
            catch (JsonException)
            {
                // What is no chunk tells nobody anything; the relay has looked at it already.
            }
        }
    }

    private void WriteCall(Utf8JsonWriter json, JsonElement tool, int index)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, "tool_use"u8);
        json.WriteString("id"u8, tool.Text("id") is { Length: > 0 } id ? id : $"toolu_{call.RequestId}_{index}");
        json.WriteString("name"u8, tool.Get("function").Text("name") ?? "");
        json.WritePropertyName("input"u8);
        WriteInput(json, tool.Get("function").Text("arguments"));
        json.WriteEndObject();
    }

    // A model that writes no JSON leaves its words to whoever called.
    private static void WriteInput(Utf8JsonWriter json, string? arguments)
    {
        try
        {
            using var input = JsonText.Parse(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments));
            if (input.RootElement.ValueKind == JsonValueKind.Object)
            {
                json.WriteRaw(input.RootElement);
                return;
            }
        }
        catch (JsonException)
        {
        }

        json.WriteStartObject();
        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
    }

    private static void WriteThinking(Utf8JsonWriter json, JsonElement message)
    {
        var written = false;
        foreach (var detail in message.Get("reasoning_details").Items().Where(detail => detail.Text("format") is AssistantBlocks.Format))
        {
            written = true;
            json.WriteStartObject();
            if (detail.Text("data") is { } data)
            {
                json.WriteString("type"u8, "redacted_thinking"u8);
                json.WriteString("data"u8, data);
            }
            else
            {
                json.WriteString("type"u8, "thinking"u8);
                json.WriteString("thinking"u8, detail.Text("text") ?? "");
                json.WriteString("signature"u8, detail.Text("signature") ?? "");
            }

            json.WriteEndObject();
        }

        if (!written && message.Text("reasoning_content") is { Length: > 0 } reasoning)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "thinking"u8);
            json.WriteString("thinking"u8, reasoning);
            json.WriteString("signature"u8, ""u8);
            json.WriteEndObject();
        }
    }
}
