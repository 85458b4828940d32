using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>Reads what a caller sent, of which little but its outline is known to be right.</summary>
internal static class WenxinJson
{
    public static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>A message's text; the texts of its parts.</summary>
    public static Failure? Content(JsonElement message, int index, out string text)
    {
        text = "";
        if (!message.TryGetProperty("content", out var content) || content.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            text = content.GetString()!;
            return null;
        }

        if (content.ValueKind != JsonValueKind.Array)
        {
            return Failure.OfCaller($"messages[{index}].content", $"Invalid type for 'messages[{index}].content': expected a string or an array of parts.", "invalid_type");
        }

        var texts = new StringBuilder();
        foreach (var part in content.EnumerateArray())
        {
            if ((Text(part, "text") ?? Text(part, "refusal")) is not { } piece)
            {
                // Another model may see it, so the next candidate is asked.
                return new Failure(
                    FailureClass.Model, 400, $"wenxin takes text only, and 'messages[{index}].content' holds a part of type '{Text(part, "type")}'. Send it to a model that takes such parts.",
                    "invalid_request_error", "unsupported_content", $"messages[{index}].content");
            }

            texts.Append(texts.Length > 0 ? "\n" : "").Append(piece);
        }

        text = texts.ToString();
        return null;
    }

    /// <summary>The tools an assistant's message calls.</summary>
    public static IEnumerable<WenxinTurns.Asked> Calls(JsonElement message)
    {
        if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
        {
            foreach (var call in calls.EnumerateArray())
            {
                if (call.ValueKind == JsonValueKind.Object && call.TryGetProperty("function", out var function) && Text(function, "name") is { } name)
                {
                    yield return new WenxinTurns.Asked(Text(call, "id"), name, Text(function, "arguments") ?? "{}");
                }
            }
        }
        else if (message.TryGetProperty("function_call", out var legacy) && Text(legacy, "name") is { } name)
        {
            yield return new WenxinTurns.Asked(null, name, Text(legacy, "arguments") ?? "{}");
        }
    }
}
