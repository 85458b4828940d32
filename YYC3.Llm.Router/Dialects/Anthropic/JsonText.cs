using System.Runtime.InteropServices;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Reads JSON that may hold anything: what is missing or of another type is null, never an exception.</summary>
internal static class JsonText
{
    private static readonly JsonReaderOptions Deep = new() { MaxDepth = 256 };

    /// <summary>The one value in these bytes.</summary>
    /// <exception cref="JsonException">They are not JSON, or more than one value.</exception>
    public static JsonDocument Parse(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, Deep);
        var document = JsonDocument.ParseValue(ref reader);
        try
        {
            return reader.Read() ? throw new JsonException("More than one value.") : document;
        }
        catch
        {
            document.Dispose();
            throw;
        }
    }

    /// <summary>A field; <c>default</c> (undefined) when there is none.</summary>
    public static JsonElement Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    public static bool Has(this JsonElement element, string name) => element.Get(name).ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>A field's text; null when it is none, or holds half of a character.</summary>
    public static string? Text(this JsonElement element, string name) => element.Get(name).Text();

    public static string? Text(this JsonElement value)
    {
        try
        {
            return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    public static bool Is(JsonElement element, string name, string value) => element.Get(name) is { ValueKind: JsonValueKind.String } text && text.ValueEquals(value);

    /// <summary>A whole number that is at least 0; null when it is none.</summary>
    public static long? Number(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    /// <summary>The items of an array; none when it is none.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement value) => value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : [];

    /// <summary>Writes a value as it came, byte for byte; without line ends, which no event of a stream may hold.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, JsonElement value)
    {
        var raw = JsonMarshal.GetRawUtf8Value(value);
        if (raw.ContainsAny((byte)'\n', (byte)'\r'))
        {
            value.WriteTo(json);
        }
        else
        {
            json.WriteRawValue(raw, skipInputValidation: true);
        }
    }

    /// <summary>Writes a field as it came; nothing when there is none.</summary>
    public static void WriteRaw(this Utf8JsonWriter json, string name, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Undefined)
        {
            json.WritePropertyName(name);
            json.WriteRaw(value);
        }
    }
}
