using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Reads JSON whose types nobody promises, and writes it with Chinese left readable.</summary>
internal static class DashScopeJson
{
    public static readonly JsonDocumentOptions Reading = new() { MaxDepth = 256 };

    private static readonly JsonWriterOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = 512, SkipValidation = true };

    public static Utf8JsonWriter Writer(IBufferWriter<byte> output) => new(output, Writing);

    /// <summary>Whether the object has the field with another value than null.</summary>
    public static bool Has(JsonElement from, string name, out JsonElement value)
    {
        value = default;
        return from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;
    }

    /// <summary>The field's text; null when it is none, or holds half of a character.</summary>
    public static string? Text(JsonElement from, string name) => Has(from, name, out var value) ? Text(value) : null;

    /// <summary>The value's text, likewise.</summary>
    public static string? Text(JsonElement value)
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

    /// <summary>The field's whole number; null when it is none.</summary>
    public static long? Number(JsonElement from, string name) =>
        Has(from, name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    /// <summary>The field's items; none when it is no array.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement from, string name) =>
        Has(from, name, out var value) && value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Empty<JsonElement>();

    /// <summary>Translates a caller's body; text that is no text is the caller's fault.</summary>
    public static Failure? Translate(CallerRequest request, Func<JsonElement, Failure?> translate)
    {
        try
        {
            using var document = JsonDocument.Parse(request.Body, Reading);
            return translate(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Failure.OfCaller(request.Operation.InputField ?? "model", "The request holds an escape sequence that is not a character. Send valid Unicode text.", "invalid_value");
        }
    }

    /// <summary>Something this API has no place for; another provider may take it.</summary>
    public static Failure NotTaken(string field, string message) => new(FailureClass.Model, 400, message, "invalid_request_error", "unsupported_content", field);
}
