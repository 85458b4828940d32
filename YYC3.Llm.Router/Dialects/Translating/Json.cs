using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>Reads JSON of which little is known to be right, and opens writers as all translations want them.</summary>
internal static class Json
{
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 256, SkipValidation = true };

    /// <summary>A writer that leaves other scripts unescaped.</summary>
    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Writing);

    /// <summary>The JSON that is written, as bytes.</summary>
    public static byte[] Bytes<TState>(TState state, Action<Utf8JsonWriter, TState> write)
    {
        var output = new ArrayBufferWriter<byte>(256);
        using (var json = Writer(output))
        {
            write(json, state);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether the object has that field with another value than null.</summary>
    public static bool Given(JsonElement from, string name, out JsonElement value)
    {
        value = default;
        return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The field's text; null when it is none.</summary>
    /// <exception cref="InvalidOperationException">It holds an escape that is no character.</exception>
    public static string? Text(JsonElement from, string name) => Given(from, name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The field's whole number; null when it is none.</summary>
    public static long? Number(JsonElement from, string name) =>
        Given(from, name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The field's items; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement from, string name) =>
        Given(from, name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>Reads one value; false when the bytes are something else.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out JsonDocument? document)
    {
        document = null;
        try
        {
            var reader = new Utf8JsonReader(bytes, new JsonReaderOptions { MaxDepth = 256 });
            if (!JsonDocument.TryParseValue(ref reader, out document) || !bytes[(int)reader.BytesConsumed..].Trim(" \t\r\n"u8).IsEmpty)
            {
                document?.Dispose();
                document = null;
            }
        }
        catch (JsonException)
        {
            document = null; // Anything may come from a provider.
        }

        return document is not null;
    }
}
