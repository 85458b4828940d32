using System.Text;
using System.Text.Json;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>What stands on the wire under what the SDK read, held to OpenAI's form: the SDK forgives much that other clients do not.</summary>
/// <param name="Text">The text.</param>
/// <param name="Reasoning">The reasoning.</param>
/// <param name="Error">The error object; null for none.</param>
/// <param name="Ended">Whether the end marker came, as the last of all; true for plain answers.</param>
/// <param name="Wrong">What is not of OpenAI's form; null for nothing.</param>
internal sealed record Wire(string Text, string Reasoning, JsonElement? Error, bool Ended, string? Wrong)
{
    /// <summary>Reads a plain answer.</summary>
    public static Wire Plain(string body)
    {
        if (Parse(body) is not { } root)
        {
            return new Wire("", "", null, true, "the body is no JSON object");
        }

        if (root.TryGetProperty("error", out var error))
        {
            return new Wire("", "", error, true, null);
        }

        var message = root.TryGetProperty("choices", out var choices) && choices.GetArrayLength() == 1 && choices[0].TryGetProperty("message", out var said) ? said : default;
        return message.ValueKind != JsonValueKind.Object
            ? new Wire("", "", null, true, "there is no message")
            : new Wire(Field(message, "content"), Field(message, "reasoning_content"), null, true, Envelope(root, "chat.completion") ?? (Field(message, "role") == "assistant" ? null : "the role is not 'assistant'"));
    }

    /// <summary>Reads a stream.</summary>
    public static Wire Stream(string body)
    {
        StringBuilder text = new(), reasoning = new();
        JsonElement? error = null;
        string? wrong = null;
        var ended = false;
        var finishes = 0;
        foreach (var data in body.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries).SelectMany(Data))
        {
            wrong ??= ended ? "something follows the end marker" : error is not null ? "something follows the error" : null;
            if (data == "[DONE]")
            {
                ended = true;
            }
            else if (Parse(data) is not { } chunk)
            {
                wrong ??= "an event is no JSON object";
            }
            else if (chunk.TryGetProperty("error", out var said))
            {
                error = said;
            }
            else
            {
                wrong ??= Envelope(chunk, "chat.completion.chunk");
                foreach (var choice in chunk.TryGetProperty("choices", out var choices) ? choices.EnumerateArray() : default)
                {
                    var delta = choice.TryGetProperty("delta", out var given) ? given : default;
                    text.Append(Field(delta, "content"));
                    reasoning.Append(Field(delta, "reasoning_content"));
                    finishes += Field(choice, "finish_reason").Length > 0 ? 1 : 0;
                }
            }
        }

        return new Wire(text.ToString(), reasoning.ToString(), error, ended, wrong ?? (finishes > 1 ? "there are several finish reasons" : null));
    }

    private static IEnumerable<string> Data(string block) =>
        block.Split('\n').Where(line => line.StartsWith("data:", StringComparison.Ordinal)).Select(line => line[5..].Trim());

    private static string? Envelope(JsonElement root, string kind) =>
        Field(root, "object") is { Length: > 0 } named && named != kind ? $"'object' is '{named}', not '{kind}'"
        : Field(root, "id").Length == 0 ? "'id' is missing"
        : Field(root, "model").Length == 0 ? "'model' is missing"
        : !root.TryGetProperty("created", out var created) || created.ValueKind != JsonValueKind.Number ? "'created' is missing"
        : null;

    private static string Field(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";

    private static JsonElement? Parse(string json)
    {
        try
        {
            return JsonDocument.Parse(json).RootElement is { ValueKind: JsonValueKind.Object } root ? root : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
