using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Messages;

/// <summary>
/// Writes a message's events in Anthropic's order: message_start, then for each block content_block_start, its deltas, content_block_stop, then
/// message_delta with the stop reason and the usage, then message_stop (https://docs.claude.com/en/docs/build-with-claude/streaming).
/// </summary>
internal sealed class MessageEvents(Call call)
{
    private readonly List<StreamedCall> calls = [];
    private readonly Dictionary<int, int> callAt = [];
    private TokenUsage? said;
    private string? finish;
    private string? native;
    private string? sequence;
    private string? open;
    private int block = -1;
    private bool started;
    private bool refused;

    /// <summary>Reads one chunk.</summary>
    public void Read(JsonElement chunk, IBufferWriter<byte> output)
    {
        said = MessageWriting.Said(chunk) ?? said;
        Start(chunk, output);
        foreach (var choice in chunk.Get("choices").Items().Where(choice => (choice.Number("index") ?? 0) == 0))
        {
            var delta = choice.Get("delta");
            Thinking(delta, output);
            Text(delta.Text("content"), output);
            if (delta.Text("refusal") is { Length: > 0 } refusal)
            {
                refused = true;
                Text(refusal, output);
            }

            foreach (var piece in delta.Get("tool_calls").Items())
            {
                Call(piece, output);
            }

            if (choice.Text("finish_reason") is { Length: > 0 } and not "null")
            {
                finish = choice.Text("finish_reason");
                native = choice.Text("native_finish_reason");
                sequence = choice.Get("extra_content").Get("anthropic").Text("stop_sequence");
            }
        }
    }

    /// <summary>Ends the message.</summary>
    public void End(IBufferWriter<byte> output)
    {
        Start(default, output);
        WriteHeld(output);
        Close(output);
        Event(output, "message_delta", json =>
        {
            json.WriteStartObject("delta"u8);
            MessageWriting.Stop(json, refused ? "refusal" : FinishReasons.ToStopReason(finish, native, calls.Count > 0), sequence);
            json.WriteEndObject();
            MessageWriting.Usage(json, call, said);
        });
        Event(output, "message_stop", static _ => { });
    }

    private void Start(JsonElement chunk, IBufferWriter<byte> output)
    {
        if (started)
        {
            return;
        }

        started = true;
        Event(output, "message_start", json =>
        {
            json.WriteStartObject("message"u8);
            MessageWriting.Head(json, MessageWriting.MessageId(chunk.Text("id"), call), chunk.Text("model") ?? call.Model.Name);
            json.WriteStartArray("content"u8);
            json.WriteEndArray();
            MessageWriting.Stop(json, null, null);
            MessageWriting.Usage(json, call);
            json.WriteEndObject();
        });
    }

    private void Thinking(JsonElement delta, IBufferWriter<byte> output)
    {
        var details = delta.Get("reasoning_details").Items().ToList();
        var text = delta.Text("reasoning_content") ?? string.Concat(details.Select(detail => detail.Text("text")));
        if (text.Length > 0)
        {
            Think(output);
            Delta(output, "thinking_delta", "thinking", text);
        }

        foreach (var detail in details.Where(detail => detail.Text("format") is AssistantBlocks.Format))
        {
            if (detail.Text("data") is { } data)
            {
                Open(output, "redacted_thinking", json => json.WriteString("data"u8, data), isNew: true);
                Close(output);
            }
            else if (detail.Text("signature") is { Length: > 0 } signature)
            {
                Think(output);
                Delta(output, "signature_delta", "signature", signature);
                Close(output); // It seals its block: what is thought after it stands in another one.
            }
        }
    }

    private void Think(IBufferWriter<byte> output) => Open(output, "thinking", static json =>
    {
        json.WriteString("thinking"u8, ""u8);
        json.WriteString("signature"u8, ""u8);
    });

    private void Text(string? text, IBufferWriter<byte> output)
    {
        if (text is { Length: > 0 })
        {
            Open(output, "text", static json => json.WriteString("text"u8, ""u8));
            Delta(output, "text_delta", "text", text);
        }
    }

    private void Call(JsonElement piece, IBufferWriter<byte> output)
    {
        var id = piece.Text("id");
        var index = (int)Math.Min(piece.Number("index") ?? (id is null ? Math.Max(calls.Count - 1, 0) : calls.Count), 1024);

        // Some providers number every call 0: another id is another call.
        if (!callAt.TryGetValue(index, out var at) || (id is { Length: > 0 } && calls[at].Id != id))
        {
            callAt[index] = at = calls.Count;
            calls.Add(new StreamedCall(id is { Length: > 0 } ? id : $"toolu_{call.RequestId}_{calls.Count}", piece.Get("function").Text("name") ?? ""));
        }

        var streamed = calls[at];
        streamed.Arguments.Append(piece.Get("function").Text("arguments"));
        if (at == 0 && (open == "tool_use" || !streamed.IsTold))
        {
            Write(streamed, output);
        }
    }

    /// <summary>Writes what has come of a call.</summary>
    private void Write(StreamedCall streamed, IBufferWriter<byte> output)
    {
        if (!streamed.IsTold)
        {
            streamed.IsTold = true;
            Open(
                output,
                "tool_use",
                json =>
                {
                    json.WriteString("id"u8, streamed.Id);
                    json.WriteString("name"u8, streamed.Name);
                    json.WriteStartObject("input"u8);
                    json.WriteEndObject();
                },
                isNew: true);
        }

        if (streamed.Arguments.Length > 0)
        {
            Delta(output, "input_json_delta", "partial_json", streamed.Arguments.ToString());
            streamed.Arguments.Clear();
        }
    }

    /// <summary>
    /// Writes the calls after the first, which wait for its end: chunks may interleave their pieces, and of a message's blocks one is open at a time.
    /// </summary>
    private void WriteHeld(IBufferWriter<byte> output)
    {
        foreach (var held in calls.Where(held => !held.IsTold))
        {
            Write(held, output);
        }
    }

    private void Open(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> fields, bool isNew = false)
    {
        if (open == type && !isNew)
        {
            return;
        }

        Close(output);
        if (type != "tool_use")
        {
            WriteHeld(output);
            Close(output);
        }

        open = type;
        block++;
        Event(output, "content_block_start", json =>
        {
            json.WriteNumber("index"u8, block);
            json.WriteStartObject("content_block"u8);
            json.WriteString("type"u8, type);
            fields(json);
            json.WriteEndObject();
        });
    }

    private void Close(IBufferWriter<byte> output)
    {
        if (open is not null)
        {
            open = null;
            Event(output, "content_block_stop", json => json.WriteNumber("index"u8, block));
        }
    }

    private void Delta(IBufferWriter<byte> output, string type, string field, string value) => Event(output, "content_block_delta", json =>
    {
        json.WriteNumber("index"u8, block);
        json.WriteStartObject("delta"u8);
        json.WriteString("type"u8, type);
        json.WriteString(field, value);
        json.WriteEndObject();
    });

    private static void Event(IBufferWriter<byte> output, string type, Action<Utf8JsonWriter> fields)
    {
        output.Write("event: "u8);
        System.Text.EncodingExtensions.GetBytes(System.Text.Encoding.ASCII, type, output);
        output.Write("\ndata: "u8);
        using (var json = new Utf8JsonWriter(output, ChatWriting.Options))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            fields(json);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }
}
