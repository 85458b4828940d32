using System.Globalization;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Wire;

/// <summary>A JSON object of a request, read field by field: what is wrong is refused with the field's path and the remedy.</summary>
internal sealed class JsonFields
{
    private readonly JsonElement element;
    private readonly string path;
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    private JsonFields(JsonElement element, string path)
    {
        this.element = element;
        this.path = path;
    }

    /// <summary>The object as it was sent.</summary>
    public JsonElement Element => element;

    /// <summary>Reads a request's body.</summary>
    /// <param name="request">The request; its content type is not looked at, as OpenAI's API does not either.</param>
    /// <param name="cancellationToken">Ends when the caller leaves.</param>
    /// <exception cref="ApiException">400: no JSON object.</exception>
    public static async Task<JsonFields> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken);
        if (body.Length == 0)
        {
            throw ApiException.BadRequest(null, "The request has no body. Send a JSON object.");
        }

        try
        {
            using var document = JsonDocument.Parse(body.GetBuffer().AsMemory(0, (int)body.Length));
            return Of(document.RootElement.Clone(), "");
        }
        catch (JsonException failure)
        {
            throw ApiException.BadRequest(null, $"We could not parse the JSON body of your request (line {failure.LineNumber + 1}, byte {failure.BytePositionInLine + 1}). Send one JSON object.");
        }
    }

    /// <summary>Reads a request's body where every field may be left out: no body is an empty object.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Ends when the caller leaves.</param>
    /// <exception cref="ApiException">400: there is a body, and it is no JSON object.</exception>
    public static async Task<JsonFields> ReadOrEmptyAsync(HttpRequest request, CancellationToken cancellationToken) => request.ContentLength is 0 or null && !request.Headers.TransferEncoding.Any()
        ? Of(JsonDocument.Parse("{}").RootElement, "")
        : await ReadAsync(request, cancellationToken);

    /// <summary>Looks at a value as an object.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Where it stands in the body; empty for the body itself.</param>
    /// <exception cref="ApiException">400: it is none.</exception>
    public static JsonFields Of(JsonElement value, string path) => value.ValueKind == JsonValueKind.Object
        ? new JsonFields(value, path)
        : throw WrongType(path, "an object", value);

    /// <summary>The path of a field, as errors name it.</summary>
    public string PathOf(string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>Whether a field is there, be it null.</summary>
    public bool Has(string name) => Find(name, out _);

    /// <summary>A field that is there and is not null.</summary>
    public bool TryGet(string name, out JsonElement value) => Find(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A text; null when it is missing or null.</summary>
    public string? Text(string name, int maxLength = 1_000_000) => TryGet(name, out var value) ? TextOf(value, PathOf(name), maxLength) : null;

    /// <summary>A text that must be there.</summary>
    public string RequiredText(string name, int maxLength = 1_000_000) => Text(name, maxLength) ?? throw Missing(name);

    /// <summary>A whole number within bounds; null when it is missing or null.</summary>
    public long? Integer(string name, long min, long max)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number)
            ? throw WrongType(PathOf(name), "an integer", value)
            : number >= min && number <= max ? number : throw OutOfBounds(name, min, max);
    }

    /// <summary>A number within bounds; null when it is missing or null.</summary>
    public double? Number(string name, double min, double max)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        return value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number)
            ? throw WrongType(PathOf(name), "a number", value)
            : number >= min && number <= max ? number : throw OutOfBounds(name, min, max);
    }

    /// <summary>A boolean; null when it is missing or null.</summary>
    public bool? Flag(string name) => TryGet(name, out var value)
        ? value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw WrongType(PathOf(name), "a boolean", value)
        : null;

    /// <summary>An object; null when it is missing or null.</summary>
    public JsonFields? Object(string name) => TryGet(name, out var value) ? Of(value, PathOf(name)) : null;

    /// <summary>A list of texts; null when it is missing or null.</summary>
    public List<string>? Texts(string name, int maxItems, int maxLength = 1_000_000)
    {
        if (!TryGet(name, out var value))
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw WrongType(PathOf(name), "an array of strings", value);
        }

        if (value.GetArrayLength() > maxItems)
        {
            throw ApiException.BadRequest(PathOf(name), $"Invalid '{PathOf(name)}': array too long. Expected at most {maxItems} items, got {value.GetArrayLength()}.", "array_above_max_length");
        }

        return [.. value.EnumerateArray().Select((item, index) => TextOf(item, $"{PathOf(name)}[{index}]", maxLength))];
    }

    /// <summary>Refuses fields that nobody asked for: a misspelt filter must not be a search without one.</summary>
    public void RefuseOthers()
    {
        foreach (var property in element.EnumerateObject())
        {
            if (!known.Contains(NameOf(property, path)))
            {
                throw ApiException.BadRequest(PathOf(property.Name), $"Unknown parameter: '{PathOf(property.Name)}'.", "unknown_parameter");
            }
        }
    }

    /// <summary>The refusal of a field that is missing.</summary>
    public ApiException Missing(string name) =>
        ApiException.BadRequest(PathOf(name), $"Missing required parameter: '{PathOf(name)}'.", "missing_required_parameter");

    /// <summary>The refusal of a value of the wrong kind.</summary>
    public static ApiException WrongType(string path, string expected, JsonElement value) => ApiException.BadRequest(
        path.Length == 0 ? null : path,
        path.Length == 0
            ? $"Invalid body: expected {expected}, but got {Kind(value)}."
            : $"Invalid type for '{path}': expected {expected}, but got {Kind(value)} instead.",
        "invalid_type");

    /// <summary>A text that every store can keep.</summary>
    public static string TextOf(JsonElement value, string path, int maxLength)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw WrongType(path, "a string", value);
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException) // Half a surrogate pair.
        {
            throw ApiException.BadRequest(path, $"Invalid '{path}': the string is not valid Unicode.", "invalid_value");
        }

        if (text.Length > maxLength)
        {
            throw ApiException.BadRequest(path, $"Invalid '{path}': string too long. Expected a string with maximum length {maxLength}, but got a string with length {text.Length} instead.", "string_above_max_length");
        }

        return text.Contains('\0', StringComparison.Ordinal)
            ? throw ApiException.BadRequest(path, $"Invalid '{path}': the string must not contain the character U+0000.", "invalid_value")
            : text;
    }

    /// <summary>A field's name.</summary>
    /// <exception cref="ApiException">400: it is not valid Unicode.</exception>
    public static string NameOf(JsonProperty property, string path)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException) // Half a surrogate pair.
        {
            throw BadName(path);
        }
    }

    private static ApiException BadName(string path) =>
        ApiException.BadRequest(path.Length == 0 ? null : path, "A field's name is not valid Unicode.", "invalid_value");

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.Null => "null",
        _ => "a boolean",
    };

    private bool Find(string name, out JsonElement value)
    {
        known.Add(name);
        try
        {
            return element.TryGetProperty(name, out value);
        }
        catch (InvalidOperationException) // A field's name is half a surrogate pair.
        {
            throw BadName(path);
        }
    }

    private ApiException OutOfBounds(string name, IFormattable min, IFormattable max) => ApiException.BadRequest(
        PathOf(name),
        $"Invalid '{PathOf(name)}': expected a value from {min.ToString(null, CultureInfo.InvariantCulture)} to {max.ToString(null, CultureInfo.InvariantCulture)}.",
        "invalid_value");
}
