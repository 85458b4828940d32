using System.Text;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Ollama;

/// <summary>Writes messages: text as one string, images beside it as base64, arguments as objects, results under their function's name.</summary>
internal static class OllamaMessages
{
    public static Failure? Write(Utf8JsonWriter json, JsonElement root)
    {
        json.WriteStartArray("messages"u8);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var index = 0;
        foreach (var message in Json.Items(root, "messages"))
        {
            json.WriteStartObject();
            if (Message(json, message, index, names) is { } wrong)
            {
                return wrong;
            }

            json.WriteEndObject();
            index++;
        }

        json.WriteEndArray();
        return null;
    }

    private static Failure? Message(Utf8JsonWriter json, JsonElement message, int index, Dictionary<string, string> names)
    {
        var role = Json.Text(message, "role") switch
        {
            "system" or "developer" => "system",
            "user" => "user",
            "assistant" => "assistant",
            "tool" or "function" => "tool",
            _ => null,
        };
        if (role is null)
        {
            return Failure.OfCaller($"messages[{index}].role", $"Invalid 'messages[{index}].role': use 'system', 'developer', 'user', 'assistant' or 'tool'.", "invalid_value");
        }

        json.WriteString("role"u8, role);
        if (Content(json, message, index) is { } wrong)
        {
            return wrong;
        }

        if (role == "tool")
        {
            var id = Json.Text(message, "tool_call_id");
            if ((id is not null && names.TryGetValue(id, out var called) ? called : Json.Text(message, "name")) is not { } name)
            {
                return Failure.OfCaller(
                    $"messages[{index}].tool_call_id", $"Invalid 'messages[{index}].tool_call_id': no assistant message before it has a tool call of that id.", "invalid_value");
            }

            json.WriteString("tool_name"u8, name);
            return null;
        }

        if (role == "assistant" && Json.Text(message, "reasoning_content") is { Length: > 0 } reasoning)
        {
            json.WriteString("thinking"u8, reasoning);
        }

        return Calls(json, message, index, names);
    }

    private static Failure? Content(Utf8JsonWriter json, JsonElement message, int index)
    {
        var content = Json.Given(message, "content", out var given) ? given : default;
        if (content.ValueKind is JsonValueKind.String or JsonValueKind.Undefined)
        {
            json.WriteString("content"u8, content.ValueKind == JsonValueKind.String ? content.GetString() : Json.Text(message, "refusal") ?? "");
            return null;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return Failure.OfCaller($"messages[{index}].content", $"Invalid type for 'messages[{index}].content': expected a string or an array of parts.", "invalid_type");
        }

        var text = new StringBuilder();
        var images = new List<string>();
        var position = 0;
        foreach (var part in content.EnumerateArray())
        {
            var field = $"messages[{index}].content[{position++}]";
            if ((Json.Text(part, "text") ?? Json.Text(part, "refusal")) is { } piece)
            {
                text.Append(text.Length > 0 ? "\n" : "").Append(piece);
            }
            else if (Json.Text(part, "type") == "image_url")
            {
                var url = Json.Given(part, "image_url", out var image) && image.ValueKind == JsonValueKind.String ? image.GetString() : Json.Text(image, "url");
                if (url is null || !DataUrl.TryParse(url, out var data))
                {
                    return Asked.NotTaken(DialectNames.Ollama, $"{field}.image_url.url", "an image by its address", "Send it as a data URL (data:image/png;base64,…).");
                }

                images.Add(data.Base64);
            }
            else
            {
                return Asked.NotTaken(DialectNames.Ollama, $"{field}.type", $"a part of type '{Json.Text(part, "type")}'", "Use 'text' or 'image_url'.");
            }
        }

        json.WriteString("content"u8, text.ToString());
        if (images.Count > 0)
        {
            json.WriteStartArray("images"u8);
            foreach (var image in images)
            {
                json.WriteStringValue(image);
            }

            json.WriteEndArray();
        }

        return null;
    }

    private static Failure? Calls(Utf8JsonWriter json, JsonElement message, int index, Dictionary<string, string> names)
    {
        var position = 0;
        foreach (var call in Json.Items(message, "tool_calls"))
        {
            var field = $"messages[{index}].tool_calls[{position}].function";
            if (!Json.Given(call, "function", out var function) || Json.Text(function, "name") is not { } name)
            {
                return Failure.OfCaller($"{field}.name", $"Missing required parameter: '{field}.name'.", "missing_required_parameter");
            }

            if (Asked.Arguments(function, $"{field}.arguments", out var arguments) is { } wrong)
            {
                return wrong;
            }

            using (arguments)
            {
                if (position == 0)
                {
                    json.WriteStartArray("tool_calls"u8);
                }

                json.WriteStartObject();
                if (Json.Text(call, "id") is { } id)
                {
                    names[id] = name;
                    json.WriteString("id"u8, id);
                }

                json.WriteStartObject("function"u8);
                json.WriteNumber("index"u8, position);
                json.WriteString("name"u8, name);
                json.WritePropertyName("arguments"u8);
                json.WriteRawValue(arguments is null ? "{}" : arguments.RootElement.GetRawText());
                json.WriteEndObject();
                json.WriteEndObject();
            }

            position++;
        }

        if (position > 0)
        {
            json.WriteEndArray();
        }

        return null;
    }
}
