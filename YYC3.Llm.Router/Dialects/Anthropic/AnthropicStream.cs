using System.Buffers;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Turns the events of a Messages stream into chunks (https://docs.claude.com/en/docs/build-with-claude/streaming).</summary>
internal sealed class AnthropicStream(CallerRequest request) : IStreamTranslation
{
    /// <summary>The kind of a block that is a call of the tool whose input is the content.</summary>
    private const string SchemaAnswer = "json_answer";

    private readonly Dictionary<long, StreamedBlock> blocks = [];
    private readonly string? schemaTool = SchemaTool.NameIn(request);
    private string? id;
    private string? model;
    private bool hasRole;
    private bool isFinished;
    private bool isEnded;
    private int calls;
    private int textLength;

    public StreamSigns Read(in SseEvent block, AnswerFacts facts, IBufferWriter<byte> output, out Failure? failure)
    {
        failure = null;
        var data = block.Data.Span;
        try
        {
            using var document = JsonText.Parse(data);
            var root = document.RootElement;
            if (root.Text("type") == "error" || (root.Has("error") && !root.Has("type")))
            {
                failure = AnthropicErrors.Read(200, data);
                return StreamSigns.Error;
            }

            return Read(root, facts, output);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            failure = AnthropicErrors.Malformed(200);
            return StreamSigns.Error;
        }
    }

    public bool End(AnswerFacts facts, IBufferWriter<byte> output)
    {
        // Some servers leave out message_stop; the reason to stop is what makes an answer whole.
        if (isFinished)
        {
            WriteUsage(facts, output);
        }

        return isFinished;
    }

    private StreamSigns Read(JsonElement root, AnswerFacts facts, IBufferWriter<byte> output)
    {
        switch (root.Text("type"))
        {
            case "message_start":
                var message = root.Get("message");
                id ??= message.Text("id");
                model ??= message.Text("model");
                AnthropicEvents.Head(message, facts);
                AnthropicUsage.Note(message.Get("usage"), facts);
                Chunk(output, static _ => { });
                return StreamSigns.None;
            case "content_block_start":
                return Start(root.Number("index") ?? 0, root.Get("content_block"), facts, output);
            case "content_block_delta":
                return Delta(root.Number("index") ?? 0, root.Get("delta"), facts, output);
            case "content_block_stop":
                return Stop(root.Number("index") ?? 0, facts, output);
            case "message_delta":
                AnthropicUsage.Note(root.Get("usage"), facts);
                return Finish(root.Get("delta"), facts, output);
            case "message_stop":
                WriteUsage(facts, output);
                return isFinished ? StreamSigns.Done : StreamSigns.None;
            default:
                return StreamSigns.None; // ping, and kinds of events to come.
        }
    }

    private StreamSigns Start(long index, JsonElement block, AnswerFacts facts, IBufferWriter<byte> output)
    {
        var type = block.Text("type") ?? "";
        if (type == "tool_use" && schemaTool is not null && block.Text("name") == schemaTool)
        {
            type = SchemaAnswer;
        }

        var started = blocks[index] = new StreamedBlock(type, type == "tool_use" ? calls++ : (int)Math.Min(index, int.MaxValue), block.ValueKind == JsonValueKind.Object ? block.Clone() : default, textLength);
        switch (type)
        {
            case "text":
                started.Citations.AddRange(block.Get("citations").Items().Select(citation => citation.Clone()));
                return Text(block.Text("text"), facts, output);
            case "thinking":
                return Thought(started, block.Text("thinking"), facts, output) | Signature(started, block.Text("signature"), output);
            case "redacted_thinking":
                Chunk(output, json => Details(json, started.Place, null, null, block.Text("data") ?? ""));
                return StreamSigns.Content;
            case "tool_use":
                Chunk(output, json => Call(json, started.Place, block.Text("id") ?? "", block.Text("name") ?? "", ""));
                return StreamSigns.Content;
            default:
                return StreamSigns.None; // Told when it is whole.
        }
    }

    private StreamSigns Delta(long index, JsonElement delta, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (!blocks.TryGetValue(index, out var block))
        {
            // Whoever leaves out the beginning of a block means text by text.
            return Text(delta.Text("text"), facts, output);
        }

        switch (delta.Text("type"))
        {
            case "text_delta":
                return Text(delta.Text("text"), facts, output);
            case "thinking_delta":
                return Thought(block, delta.Text("thinking"), facts, output);
            case "signature_delta":
                return Signature(block, delta.Text("signature"), output);
            case "input_json_delta" when block.Type == "tool_use":
                return Arguments(block, delta.Text("partial_json"), facts, output);
            case "input_json_delta" when block.Type == SchemaAnswer:
                block.HasArguments |= delta.Text("partial_json") is { Length: > 0 };
                return Text(delta.Text("partial_json"), facts, output);
            case "input_json_delta":
                block.Input.Append(delta.Text("partial_json"));
                return StreamSigns.None;
            case "citations_delta" when delta.Has("citation"):
                block.Citations.Add(delta.Get("citation").Clone());
                return StreamSigns.None;
            case not null:
                var other = delta.Clone();
                Chunk(output, json => Extra(json, inner =>
                {
                    inner.WriteStartArray("deltas"u8);
                    ChatWriting.Kept(inner, block.Place, value => value.WriteRaw(other));
                    inner.WriteEndArray();
                }));
                return StreamSigns.None;
            default:
                return StreamSigns.None;
        }
    }

    private StreamSigns Stop(long index, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (!blocks.Remove(index, out var block))
        {
            return StreamSigns.None;
        }

        switch (block.Type)
        {
            case "tool_use":
                // No pieces came: the call has no arguments, or they came whole at its start.
                return block.HasArguments ? StreamSigns.None
                    : Arguments(block, block.Started.Get("input") is { ValueKind: JsonValueKind.Object } input ? input.GetRawText() : "{}", facts, output);
            case SchemaAnswer:
                return block.HasArguments ? StreamSigns.None
                    : Text(block.Started.Get("input") is { ValueKind: JsonValueKind.Object } whole ? whole.GetRawText() : "{}", facts, output);
            case "text" when block.Citations.Count > 0:
                Chunk(output, json =>
                {
                    Citations.Write(json, [.. block.Citations.Select(citation => (citation, block.TextStart, textLength))]);
                    if (block.Citations.Exists(citation => !Citations.IsPage(citation)))
                    {
                        Extra(json, inner => Citations.WriteOthers(inner, block.Citations));
                    }
                });
                return StreamSigns.None;
            case "text" or "thinking" or "redacted_thinking" or "":
                return StreamSigns.None;
            default:
                Chunk(output, json => Extra(json, inner =>
                {
                    inner.WriteStartArray("blocks"u8);
                    ChatWriting.Kept(inner, block.Place, block.WriteWhole);
                    inner.WriteEndArray();
                }));
                return StreamSigns.Content;
        }
    }

    private StreamSigns Finish(JsonElement delta, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (isFinished || delta.Text("stop_reason") is not { } reason)
        {
            return StreamSigns.None;
        }

        isFinished = true;
        reason = reason == "tool_use" && calls == 0 ? "end_turn" : reason;
        if (facts.Detailed)
        {
            facts.Finished(FinishReasons.Of(reason));
        }

        Chunk(output, static _ => { }, json => ChatWriting.Finish(json, reason, delta.Text("stop_sequence")));
        return StreamSigns.Finish;
    }

    private StreamSigns Text(string? text, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (string.IsNullOrEmpty(text))
        {
            return StreamSigns.None;
        }

        textLength += text.Length;
        facts.ContentBytes += text.Length;
        Chunk(output, json => json.WriteString("content"u8, text));
        return StreamSigns.Content;
    }

    private StreamSigns Thought(StreamedBlock block, string? text, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (string.IsNullOrEmpty(text))
        {
            return StreamSigns.None;
        }

        facts.ContentBytes += text.Length;
        Chunk(output, json =>
        {
            json.WriteString("reasoning_content"u8, text);
            Details(json, block.Place, text, null, null);
        });
        return StreamSigns.Content;
    }

    private StreamSigns Signature(StreamedBlock block, string? signature, IBufferWriter<byte> output)
    {
        if (string.IsNullOrEmpty(signature))
        {
            return StreamSigns.None;
        }

        Chunk(output, json => Details(json, block.Place, null, signature, null));
        return StreamSigns.Content;
    }

    private StreamSigns Arguments(StreamedBlock block, string? piece, AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (string.IsNullOrEmpty(piece))
        {
            return StreamSigns.None;
        }

        block.HasArguments = true;
        facts.ContentBytes += piece.Length;
        Chunk(output, json => Call(json, block.Place, null, null, piece));
        return StreamSigns.Content;
    }

    private void WriteUsage(AnswerFacts facts, IBufferWriter<byte> output)
    {
        if (isEnded || !request.IncludeUsage || facts.Usage is not { } usage)
        {
            return;
        }

        isEnded = true;
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, ChatWriting.Options))
        {
            json.WriteStartObject();
            ChatWriting.Head(json, request, "chat.completion.chunk", id, model);
            json.WriteStartArray("choices"u8);
            json.WriteEndArray();
            ChatWriting.Usage(json, usage);
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private void Chunk(IBufferWriter<byte> output, Action<Utf8JsonWriter> delta, Action<Utf8JsonWriter>? finish = null)
    {
        output.Write("data: "u8);
        using (var json = new Utf8JsonWriter(output, ChatWriting.Options))
        {
            json.WriteStartObject();
            ChatWriting.Head(json, request, "chat.completion.chunk", id, model);
            json.WriteStartArray("choices"u8);
            json.WriteStartObject();
            json.WriteNumber("index"u8, 0);
            json.WriteStartObject("delta"u8);
            if (!hasRole)
            {
                hasRole = true;
                json.WriteString("role"u8, "assistant"u8);
            }

            delta(json);
            json.WriteEndObject();
            if (finish is not null)
            {
                finish(json);
            }
            else
            {
                json.WriteNull("finish_reason"u8);
            }

            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        output.Write("\n\n"u8);
    }

    private static void Call(Utf8JsonWriter json, int index, string? id, string? name, string arguments)
    {
        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        if (id is not null)
        {
            json.WriteString("id"u8, id);
            json.WriteString("type"u8, "function"u8);
        }

        json.WriteStartObject("function"u8);
        if (name is not null)
        {
            json.WriteString("name"u8, name);
        }

        json.WriteString("arguments"u8, arguments);
        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Details(Utf8JsonWriter json, int index, string? text, string? signature, string? data)
    {
        json.WriteStartArray("reasoning_details"u8);
        ChatWriting.Reasoning(json, index, text, signature, data);
        json.WriteEndArray();
    }

    private static void Extra(Utf8JsonWriter json, Action<Utf8JsonWriter> write)
    {
        json.WriteStartObject("extra_content"u8);
        json.WriteStartObject("anthropic"u8);
        write(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
