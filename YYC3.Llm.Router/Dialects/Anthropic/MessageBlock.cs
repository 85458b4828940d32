using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>One content block of a message.</summary>
internal sealed record MessageBlock
{
    /// <summary>The text of a text block; null for the others.</summary>
    public string? Text { get; init; }

    public bool IsThinking { get; init; }

    public bool IsCall { get; init; }

    /// <summary>The caller's <c>cache_control</c>; undefined where there is none.</summary>
    public JsonElement Cache { get; init; }

    /// <summary>Writes the fields of a block that is not text, <c>type</c> first.</summary>
    private Action<Utf8JsonWriter>? Fields { get; init; }

    /// <summary>The whole block as Anthropic itself wrote it.</summary>
    private JsonElement Own { get; init; }

    public static MessageBlock OfText(string text, JsonElement cache = default) => new() { Text = text, Cache = cache };

    public static MessageBlock Of(JsonElement own) => new() { Own = own, IsThinking = own.Text("type") is "thinking" or "redacted_thinking" };

    public static MessageBlock Of(Action<Utf8JsonWriter> fields, JsonElement cache = default, bool isThinking = false, bool isCall = false) =>
        new() { Fields = fields, Cache = cache, IsThinking = isThinking, IsCall = isCall };

    /// <summary>A picture or document with its source.</summary>
    public static MessageBlock Sourced(string type, string kind, string? mediaType, string value, JsonElement cache, string? title = null) => Of(
        json =>
        {
            json.WriteString("type"u8, type);
            json.WriteStartObject("source"u8);
            json.WriteString("type"u8, kind);
            if (mediaType is not null)
            {
                json.WriteString("media_type"u8, mediaType);
            }

            json.WriteString(kind == "url" ? "url"u8 : "data"u8, value);
            json.WriteEndObject();
            if (title is not null)
            {
                json.WriteString("title"u8, title);
            }
        },
        cache);

    public static MessageBlock Result(string id, List<MessageBlock> content, JsonElement message) => Of(json =>
    {
        json.WriteString("type"u8, "tool_result"u8);
        json.WriteString("tool_use_id"u8, ToolId(id));
        if (content.Count > 0)
        {
            json.WriteStartArray("content"u8);
            content.ForEach(block => block.Write(json));
            json.WriteEndArray();
        }

        if (message.Get("is_error").ValueKind == JsonValueKind.True)
        {
            json.WriteBoolean("is_error"u8, true);
        }
    });

    /// <summary>The id of a call, as far as Anthropic takes it: letters, digits, dashes and underscores. Other providers' have colons and dots.</summary>
    public static string ToolId(string id) => string.Create(id.Length, id, static (span, from) =>
    {
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = char.IsAsciiLetterOrDigit(from[i]) || from[i] == '-' ? from[i] : '_';
        }
    });

    public void Write(Utf8JsonWriter json)
    {
        if (Own.ValueKind == JsonValueKind.Object)
        {
            json.WriteRaw(Own);
            return;
        }

        json.WriteStartObject();
        if (Fields is { } fields)
        {
            fields(json);
        }
        else
        {
            json.WriteString("type"u8, "text"u8);
            json.WriteString("text"u8, Text);
        }

        if (Cache.ValueKind == JsonValueKind.Object && !IsThinking)
        {
            json.WriteRaw("cache_control", Cache);
        }

        json.WriteEndObject();
    }
}
