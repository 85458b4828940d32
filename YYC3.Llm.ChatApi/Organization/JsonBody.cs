using System.Text.Json;
using Microsoft.AspNetCore.Http.Features;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A small JSON object that a caller sent, read field by field, so that each fault names its field and what would be right.</summary>
internal sealed class JsonBody
{
    private const long LargestBody = 64 * 1024;
    private readonly Dictionary<string, JsonElement> fields = new(StringComparer.Ordinal);

    private JsonBody(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw ApiException.BadRequest(null, $"The body must be a JSON object, but is {Describe(root)}.", "invalid_type");
        }

        try
        {
            foreach (var field in root.EnumerateObject())
            {
                fields[field.Name] = field.Value;
            }
        }
        catch (InvalidOperationException)
        {
            throw ApiException.BadRequest(null, "The name of a field in the body is no valid Unicode text.", "invalid_value");
        }
    }

    /// <summary>Reads the body; an empty one is an object without fields.</summary>
    /// <exception cref="ApiException">400: the body is no JSON object.</exception>
    public static async Task<JsonBody> ReadAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = LargestBody;
        }

        using var bytes = new MemoryStream();
        await context.Request.Body.CopyToAsync(bytes, context.RequestAborted);
        var json = bytes.Length == 0 ? "{}"u8.ToArray() : bytes.ToArray();
        using var document = JsonDocument.Parse(json);
        return new JsonBody(document.RootElement.Clone());
    }

    /// <summary>A text of 1 to <paramref name="longest"/> characters without control characters; null when it is left out.</summary>
    public string? Text(string field, int longest = 256) => Find(field) is { } value ? Text(value, field, longest) : null;

    /// <summary>A text as in <see cref="Text(string, int)"/>, which must be there.</summary>
    public string RequiredText(string field, int longest = 256) =>
        Text(field, longest) ?? throw ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");

    /// <summary>True or false; null when it is left out.</summary>
    public bool? Flag(string field) => Find(field) switch
    {
        null => null,
        { ValueKind: JsonValueKind.True } => true,
        { ValueKind: JsonValueKind.False } => false,
        { } other => throw WrongType(field, "a boolean", other),
    };

    /// <summary>A whole number of a range; null when it is left out.</summary>
    public long? Number(string field, long smallest, long largest)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }

        if (value.ValueKind != JsonValueKind.Number || !value.TryGetInt64(out var number))
        {
            throw WrongType(field, "an integer", value);
        }

        return number >= smallest && number <= largest
            ? number
            : throw ApiException.BadRequest(field, $"Invalid value for '{field}': expected {smallest} to {largest}, but got {number}.", number < smallest ? "integer_below_min_value" : "integer_above_max_value");
    }

    /// <summary>A list of texts; empty when it is left out.</summary>
    public IReadOnlyList<string> Texts(string field, int most)
    {
        if (Find(field) is not { } value)
        {
            return [];
        }

        if (value.ValueKind != JsonValueKind.Array)
        {
            throw WrongType(field, "an array of strings", value);
        }

        return value.GetArrayLength() <= most
            ? [.. value.EnumerateArray().Select((item, index) => Text(item, $"{field}[{index}]", 256))]
            : throw ApiException.BadRequest(field, $"Invalid '{field}': at most {most} items are allowed.", "array_above_max_length");
    }

    /// <summary>Refuses a field that means something elsewhere, and would be lied about if it were taken and ignored.</summary>
    public void RefuseUnlessNull(string field, string reason)
    {
        if (Find(field) is not null)
        {
            throw ApiException.BadRequest(field, $"'{field}' is not supported: {reason}", "unsupported_parameter");
        }
    }

    private static string Text(JsonElement value, string field, int longest)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            throw WrongType(field, "a string", value);
        }

        string text;
        try
        {
            text = value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw ApiException.BadRequest(field, $"Invalid value for '{field}': it is no valid Unicode text.", "invalid_value");
        }

        if (string.IsNullOrWhiteSpace(text))
        {
            throw ApiException.BadRequest(field, $"Invalid value for '{field}': it must not be empty.", "empty_string");
        }

        if (text.Length > longest)
        {
            throw ApiException.BadRequest(field, $"Invalid value for '{field}': at most {longest} characters are allowed.", "string_above_max_length");
        }

        return text.Any(char.IsControl)
            ? throw ApiException.BadRequest(field, $"Invalid value for '{field}': control characters are not allowed.", "invalid_value")
            : text;
    }

    private static ApiException WrongType(string field, string expected, JsonElement got) =>
        ApiException.BadRequest(field, $"Invalid type for '{field}': expected {expected}, but got {Describe(got)} instead.", "invalid_type");

    private static string Describe(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };

    private JsonElement? Find(string field) => fields.TryGetValue(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
