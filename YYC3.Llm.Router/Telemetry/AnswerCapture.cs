using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Router.Telemetry;

/// <summary>Collects an answer while it passes, for its span. Only made where an operator switched capture on and the span is recorded.</summary>
internal sealed class AnswerCapture
{
    private readonly StringBuilder text = new();
    private readonly StringBuilder reasoning = new();
    private readonly SortedDictionary<int, (string Id, string Name, StringBuilder Arguments)> calls = [];

    /// <summary>Takes a whole answer.</summary>
    public void Answer(ReadOnlySpan<byte> body) => Take(body, "message");

    /// <summary>Takes one chunk.</summary>
    public void Event(ReadOnlySpan<byte> data) => Take(data, "delta");

    /// <summary>The messages as the attribute <c>gen_ai.output.messages</c> has them.</summary>
    public string Messages(IReadOnlyList<string>? finishReasons) => CaptureText.Json(json =>
    {
        json.WriteStartArray();
        json.WriteStartObject();
        json.WriteString("role"u8, "assistant");
        json.WriteStartArray("parts"u8);
        if (reasoning.Length > 0)
        {
            CaptureText.Part(json, "reasoning", reasoning.ToString());
        }

        if (text.Length > 0)
        {
            CaptureText.Part(json, "text", text.ToString());
        }

        foreach (var (id, name, arguments) in calls.Values)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_call");
            json.WriteString("id"u8, id);
            json.WriteString("name"u8, name);
            json.WriteString("arguments"u8, arguments.ToString());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteString("finish_reason"u8, finishReasons is [var reason, ..] ? reason : null);
        json.WriteEndObject();
        json.WriteEndArray();
    });

    private void Take(ReadOnlySpan<byte> json, string field)
    {
        if (text.Length + reasoning.Length > CaptureText.Most)
        {
            return;
        }

        try
        {
            var reader = new Utf8JsonReader(json);
            using var document = JsonDocument.ParseValue(ref reader);
            if (document.RootElement.TryGetProperty("choices", out var choices) && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() > 0
                && choices[0].TryGetProperty(field, out var message) && message.ValueKind == JsonValueKind.Object)
            {
                Message(message);
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // The end marker, or something only the caller can make sense of.
        }
    }

    private void Message(JsonElement message)
    {
        text.Append(Text(message, "content"));
        reasoning.Append(Text(message, "reasoning_content") ?? Text(message, "reasoning"));
        if (!message.TryGetProperty("tool_calls", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            return;
        }

        var next = 0;
        foreach (var call in list.EnumerateArray())
        {
            var index = call.TryGetProperty("index", out var given) && given.TryGetInt32(out var number) ? number : next;
            next = index + 1;
            if (!calls.TryGetValue(index, out var known))
            {
                known = ("", "", new StringBuilder());
            }

            if (call.TryGetProperty("function", out var function))
            {
                known.Arguments.Append(Text(function, "arguments"));
                known.Name += Text(function, "name");
            }

            known.Id += Text(call, "id");
            calls[index] = known;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
