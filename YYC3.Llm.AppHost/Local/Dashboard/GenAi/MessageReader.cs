using System.Text.Json;

namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>
/// The JSON of messages, in the two shapes of OpenTelemetry's semantic conventions for generative AI: parts
/// (<c>gen_ai.input.messages</c> and the like) and the older event bodies (<c>gen_ai.user.message</c>, <c>gen_ai.choice</c>).
/// </summary>
internal static class MessageReader
{
    /// <summary><c>[{"role","parts":[…],"finish_reason"}]</c>. What cannot be read becomes one part of type <c>error</c>.</summary>
    public static IReadOnlyList<ChatMessage> Messages(string json, bool areOutput)
    {
        if (LenientJson.Parse(json) is not { ValueKind: JsonValueKind.Array } array)
        {
            return [new ChatMessage(areOutput ? "assistant" : "user", areOutput, [new MessagePart("error", json)])];
        }

        return [.. array.EnumerateArray().Select(message => Message(message, areOutput))];
    }

    /// <summary><c>gen_ai.system_instructions</c>: <c>[part, …]</c>.</summary>
    public static ChatMessage Instructions(string json) => new("system", IsOutput: false, Parts(LenientJson.Parse(json), json));

    /// <summary>
    /// The body of an event named <c>gen_ai.*.message</c> or <c>gen_ai.choice</c>:
    /// <c>{"role","content"}</c>, <c>{"content","tool_calls"}</c>, <c>{"id","content"}</c>, <c>{"index","finish_reason","message"}</c>.
    /// </summary>
    public static ChatMessage Event(string name, string json)
    {
        var isOutput = name == "gen_ai.choice";
        var role = isOutput ? "assistant" : name.Split('.')[1];
        if (LenientJson.Parse(json) is not { ValueKind: JsonValueKind.Object } body)
        {
            return new(role, isOutput, [new MessagePart(json.Length == 0 ? "text" : "error", json)]);
        }

        var finish = Text(body, "finish_reason");
        var message = body.TryGetProperty("message", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : body;
        var parts = new List<MessagePart>();
        if (message.TryGetProperty("content", out var content) && content.ValueKind != JsonValueKind.Null)
        {
            parts.AddRange(role == "tool" ? [new MessagePart("tool_call_response", Raw(content), Id: Text(body, "id"))] : Content(content));
        }

        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            parts.AddRange(calls.EnumerateArray().Select(ToolCall));
        }

        return new(Text(message, "role") ?? role, isOutput, parts, finish);
    }

    /// <summary>A member of an object as text; null when it is not there.</summary>
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.Undefined)
            ? Raw(value) : null;

    private static ChatMessage Message(JsonElement message, bool isOutput)
    {
        var parts = message.ValueKind == JsonValueKind.Object && message.TryGetProperty("parts", out var list) ? Parts(list, list.GetRawText())
            : message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content", out var content) ? Content(content)
            : [];
        var role = Text(message, "role") ?? (isOutput ? "assistant" : "user");
        if (parts.Count > 0 && parts.All(part => part.Type == "tool_call_response"))
        {
            role = "tool"; // As Aspire shows it: some senders answer tools in the name of the user.
        }

        return new(role, isOutput, parts, Text(message, "finish_reason"));
    }

    private static List<MessagePart> Parts(JsonElement? list, string raw) => list switch
    {
        { ValueKind: JsonValueKind.Array } parts => [.. parts.EnumerateArray().Select(Part)],
        { ValueKind: JsonValueKind.String } text => [new MessagePart("text", text.GetString()!)],
        _ => [new MessagePart("error", raw)],
    };

    private static MessagePart Part(JsonElement part)
    {
        var type = part.ValueKind == JsonValueKind.Object ? Text(part, "type") : null;
        return type switch
        {
            null => new("error", part.GetRawText()),
            "text" or "reasoning" => new(type, Text(part, "content") ?? Text(part, "text") ?? string.Empty),
            "tool_call" => new(type, Text(part, "arguments") ?? string.Empty, Text(part, "name"), Text(part, "id")),
            "tool_call_response" => new(type, Text(part, "response") ?? Text(part, "result") ?? string.Empty, Text(part, "name"), Text(part, "id")),
            "server_tool_call" => new("tool_call", Text(part, type) ?? string.Empty, Text(part, "name"), Text(part, "id")),
            "server_tool_call_response" => new("tool_call_response", Text(part, type) ?? string.Empty, Text(part, "name"), Text(part, "id")),
            "blob" or "uri" or "file" => new(
                "media",
                type == "blob" ? $"{Text(part, "content")?.Length ?? 0} × base64" : Text(part, "uri") ?? Text(part, "file_id") ?? string.Empty,
                Text(part, "mime_type") ?? Text(part, "modality") ?? type),
            _ => new(type, part.GetRawText()),
        };
    }

    private static List<MessagePart> Content(JsonElement content) => content.ValueKind == JsonValueKind.Array
        ? [.. content.EnumerateArray().Select(part => part.ValueKind == JsonValueKind.String ? new MessagePart("text", part.GetString()!) : Part(part))]
        : [new MessagePart("text", Raw(content))];

    private static MessagePart ToolCall(JsonElement call)
    {
        var function = call.ValueKind == JsonValueKind.Object && call.TryGetProperty("function", out var inner) ? inner : call;
        return new("tool_call", Text(function, "arguments") ?? string.Empty, Text(function, "name"), Text(call, "id"));
    }

    private static string Raw(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
}
