using System.Globalization;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Writes <c>input.messages</c>. Multimodal generation takes content as parts of its own form, text generation as text.</summary>
internal static class DashScopeMessages
{
    public static Failure? Write(Utf8JsonWriter json, JsonElement root, bool multimodal)
    {
        json.WriteStartArray("messages"u8);
        var index = 0;
        foreach (var message in DashScopeJson.Items(root, "messages"))
        {
            if (Message(json, message, index++, multimodal) is { } failure)
            {
                return failure;
            }
        }

        json.WriteEndArray();
        return null;
    }

    private static Failure? Message(Utf8JsonWriter json, JsonElement message, int index, bool multimodal)
    {
        var role = DashScopeJson.Text(message, "role");
        json.WriteStartObject();
        json.WriteString("role"u8, role == "developer" ? "system" : role);
        if ((multimodal ? Parts(json, message, index) : Text(json, message, index)) is { } failure)
        {
            return failure;
        }

        Copy(json, message, "tool_call_id");
        Copy(json, message, "partial"); // Qwen's way to have an answer continued.
        if (DashScopeJson.Items(message, "tool_calls").Any())
        {
            json.WriteStartArray("tool_calls"u8);
            foreach (var call in DashScopeJson.Items(message, "tool_calls"))
            {
                Call(json, call);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        return null;
    }

    private static void Call(Utf8JsonWriter json, JsonElement call)
    {
        DashScopeJson.Has(call, "function", out var function);
        json.WriteStartObject();
        Copy(json, call, "id");
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, DashScopeJson.Text(function, "name") ?? "");
        json.WriteString("arguments"u8, DashScopeJson.Text(function, "arguments") is { } arguments && !string.IsNullOrWhiteSpace(arguments) ? arguments : "{}");
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static Failure? Text(Utf8JsonWriter json, JsonElement message, int index)
    {
        var texts = new List<string>();
        foreach (var (part, at) in Content(message).Select((part, at) => (part, at)))
        {
            if (DashScopeJson.Text(part) is { } plain)
            {
                texts.Add(plain);
            }
            else if (DashScopeJson.Text(part, "text") is { } text)
            {
                texts.Add(text);
            }
            else
            {
                return Unknown(part, index, at, "text");
            }
        }

        json.WriteString("content"u8, string.Concat(texts));
        return null;
    }

    private static Failure? Parts(Utf8JsonWriter json, JsonElement message, int index)
    {
        json.WriteStartArray("content"u8);
        foreach (var (part, at) in Content(message).Select((part, at) => (part, at)))
        {
            var (name, value) = Part(part);
            if (name is null || value is null)
            {
                return Unknown(part, index, at, "text, image_url, video_url and input_audio");
            }

            json.WriteStartObject();
            json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        return null;
    }

    private static (string? Name, string? Value) Part(JsonElement part)
    {
        if ((DashScopeJson.Text(part) ?? DashScopeJson.Text(part, "text")) is { } text)
        {
            return ("text", text);
        }

        return DashScopeJson.Text(part, "type") switch
        {
            "image_url" => ("image", Url(part, "image_url")),
            "video_url" => ("video", Url(part, "video_url")),
            "input_audio" when DashScopeJson.Has(part, "input_audio", out var audio) && DashScopeJson.Text(audio, "data") is { } data =>
                ("audio", data.Contains(':', StringComparison.Ordinal) ? data : $"data:audio/{DashScopeJson.Text(audio, "format") ?? "wav"};base64,{data}"),
            _ => (null, null),
        };
    }

    private static string? Url(JsonElement part, string name) =>
        DashScopeJson.Has(part, name, out var value) ? DashScopeJson.Text(value) ?? DashScopeJson.Text(value, "url") : null;

    private static IEnumerable<JsonElement> Content(JsonElement message) => !DashScopeJson.Has(message, "content", out var content) ? []
        : content.ValueKind == JsonValueKind.Array ? content.EnumerateArray()
        : [content];

    private static Failure Unknown(JsonElement part, int index, int at, string taken)
    {
        var field = string.Create(CultureInfo.InvariantCulture, $"messages[{index}].content[{at}]");
        return DashScopeJson.NotTaken(field, $"DashScope does not take a part of type '{DashScopeJson.Text(part, "type") ?? "unknown"}', which is at '{field}'. Send {taken}.");
    }

    private static void Copy(Utf8JsonWriter json, JsonElement from, string name)
    {
        if (DashScopeJson.Has(from, name, out var value))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
