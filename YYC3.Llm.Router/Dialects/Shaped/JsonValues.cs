using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Shaped;

/// <summary>Reads and writes single JSON values.</summary>
internal static class JsonValues
{
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static bool IsNull(ReadOnlySpan<byte> json) => json.SequenceEqual("null"u8);

    /// <summary>Whether it is this text.</summary>
    public static bool IsText(ReadOnlySpan<byte> json, ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(json, JsonItems.Deep);
        return reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(text);
    }

    /// <summary>The text; null for what is not a text.</summary>
    public static string? AsText(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonItems.Deep);
        return reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The number; null for what is not a number.</summary>
    public static double? AsNumber(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, JsonItems.Deep);
        return reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var number) ? number : null;
    }

    /// <summary>A text as JSON, quotes included.</summary>
    public static byte[] Text(string text)
    {
        var output = new ArrayBufferWriter<byte>(text.Length + 16);
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStringValue(text);
        }

        return output.WrittenSpan.ToArray();
    }
}
