using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>Adds annotations to a whole answer.</summary>
internal static class GroundedAnswer
{
    /// <summary>The answer with <c>annotations</c> in each choice's message; as it was when it is not of the expected shape.</summary>
    public static ReadOnlyMemory<byte> Annotate(ReadOnlyMemory<byte> answer, IReadOnlyList<Passage> passages)
    {
        JsonNode? body;
        try
        {
            body = JsonNode.Parse(answer.Span, documentOptions: JsonText.Strict);
        }
        catch (JsonException)
        {
            return answer;
        }

        if (body is not JsonObject || body["choices"] is not JsonArray choices)
        {
            return answer;
        }

        foreach (var choice in choices)
        {
            if (choice is JsonObject && choice["message"] is JsonObject message && message["content"].AsText() is { } text)
            {
                message["annotations"] = JsonNode.Parse(ToJson(text, passages));
            }
        }

        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonText.Relaxed))
        {
            body.WriteTo(json);
        }

        return output.WrittenMemory;
    }

    private static ReadOnlySpan<byte> ToJson(string text, IReadOnlyList<Passage> passages)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonText.Relaxed))
        {
            Annotations.Write(json, text, passages);
        }

        return output.WrittenSpan;
    }
}
