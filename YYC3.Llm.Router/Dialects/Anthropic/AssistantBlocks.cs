using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// The blocks of an assistant's message: its text and calls, and between them, where they stood, the thinking blocks and blocks of other
/// kinds that came from Anthropic and are given back (<c>reasoning_details</c>, <c>extra_content.anthropic.blocks</c>).
/// </summary>
internal static class AssistantBlocks
{
    /// <summary>How reasoning of Anthropic's is marked, so that it is given back to Anthropic only.</summary>
    public const string Format = "anthropic-claude-v1";

    public static IEnumerable<MessageBlock> Of(JsonElement message, List<MessageBlock> text, string at, MessageParts parts)
    {
        var rest = new Queue<MessageBlock>(text.Concat(Calls(message, at, parts)));
        var place = 0;
        foreach (var (index, block) in Kept(message).OrderBy(kept => kept.Index))
        {
            for (; place < index && rest.TryDequeue(out var before); place++)
            {
                yield return before;
            }

            yield return block;
            place++;
        }

        foreach (var block in rest)
        {
            yield return block;
        }
    }

    private static IEnumerable<(long Index, MessageBlock Block)> Kept(JsonElement message)
    {
        // A client may keep a stream's pieces as they came: those of one index belong together.
        foreach (var pieces in message.Get("reasoning_details").Items().Where(detail => JsonText.Is(detail, "format", Format)).GroupBy(detail => detail.Number("index") ?? 0))
        {
            if (pieces.FirstOrDefault(piece => piece.Text("type") == "reasoning.encrypted" && piece.Has("data")) is { ValueKind: JsonValueKind.Object } hidden)
            {
                yield return (pieces.Key, MessageBlock.Of(
                    json =>
                    {
                        json.WriteString("type"u8, "redacted_thinking"u8);
                        json.WriteString("data"u8, hidden.Text("data"));
                    },
                    isThinking: true));
            }
            else if (pieces.Select(piece => piece.Text("signature")).LastOrDefault(signature => signature is not null) is { } signature)
            {
                var thought = pieces.Aggregate(new StringBuilder(), (all, piece) => all.Append(piece.Text("text"))).ToString();
                yield return (pieces.Key, MessageBlock.Of(
                    json =>
                    {
                        json.WriteString("type"u8, "thinking"u8);
                        json.WriteString("thinking"u8, thought);
                        json.WriteString("signature"u8, signature);
                    },
                    isThinking: true));
            }
        }

        foreach (var kept in message.Get("extra_content").Get("anthropic").Get("blocks").Items())
        {
            if (kept.Get("block") is { ValueKind: JsonValueKind.Object } block)
            {
                yield return (kept.Number("index") ?? 0, MessageBlock.Of(block));
            }
        }
    }

    private static IEnumerable<MessageBlock> Calls(JsonElement message, string at, MessageParts parts)
    {
        var i = 0;
        foreach (var call in message.Get("tool_calls").Items())
        {
            var where = $"{at}.tool_calls[{i++}]";
            var name = call.Get("function").Text("name");
            if (call.Text("id") is not { Length: > 0 } id || name is null or "")
            {
                parts.Refuse(where, $"'{where}' needs an id and a function with a name.");
                continue;
            }

            yield return MessageBlock.Of(
                json =>
                {
                    json.WriteString("type"u8, "tool_use"u8);
                    json.WriteString("id"u8, MessageBlock.ToolId(id));
                    json.WriteString("name"u8, name);
                    json.WritePropertyName("input"u8);
                    WriteInput(json, call.Get("function").Text("arguments"));
                },
                call.Get("cache_control"),
                isCall: true);
        }
    }

    // Models write arguments that are no JSON at times; the history is told all the same.
    private static void WriteInput(Utf8JsonWriter json, string? arguments)
    {
        try
        {
            using var parsed = JsonText.Parse(Encoding.UTF8.GetBytes(string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments));
            if (parsed.RootElement.ValueKind == JsonValueKind.Object)
            {
                json.WriteRaw(parsed.RootElement);
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
}
