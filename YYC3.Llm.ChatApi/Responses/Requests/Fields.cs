using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Requests;

/// <summary>Reads the fields of a JSON object that a caller sent; each fault names its field by its path and says what would be right. A field that is null counts as left out.</summary>
/// <param name="json">The object.</param>
/// <param name="path">Where it stands, such as <c>text.format</c>; empty at the top.</param>
internal readonly struct Fields(JsonObject json, string path = "")
{
    /// <summary>The path of a field.</summary>
    public string Path(string field) => path.Length == 0 ? field : $"{path}.{field}";

    /// <summary>The field's value; null when it is left out.</summary>
    public JsonNode? Find(string field) => json.TryGetPropertyValue(field, out var value) ? value : null;

    /// <summary>A text; null when it is left out.</summary>
    /// <param name="field">The field.</param>
    /// <param name="longest">Characters at most.</param>
    public string? Text(string field, int longest = int.MaxValue)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }

        var text = value.AsText() ?? throw Wrong(field, "a string", value);
        return text.Length <= longest ? text : throw ApiException.BadRequest(Path(field), $"Invalid '{Path(field)}': it may have {longest} characters at most, but has {text.Length}.", "string_above_max_length");
    }

    /// <summary>An id or a model's name: a short text without control characters; null when it is left out.</summary>
    public string? Id(string field, int longest = 128)
    {
        var text = Text(field, longest);
        return text is null || (text.Length > 0 && !text.Any(char.IsControl))
            ? text
            : throw ApiException.BadRequest(Path(field), $"Invalid value for '{Path(field)}': it must not be empty or hold control characters.", "invalid_value");
    }

    /// <summary>One of some texts; null when it is left out.</summary>
    public string? Choice(string field, params ReadOnlySpan<string> allowed)
    {
        var text = Text(field);
        return text is null || allowed.Contains(text)
            ? text
            : throw ApiException.BadRequest(Path(field), $"Invalid value for '{Path(field)}': expected {string.Join(" or ", allowed.ToArray().Select(one => $"'{one}'"))}, but got '{(text.Length > 64 ? text[..64] : text)}'.", "invalid_value");
    }

    /// <summary>True or false; null when it is left out.</summary>
    public bool? Flag(string field) => Find(field) switch
    {
        null => null,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        var other => throw Wrong(field, "a boolean", other),
    };

    /// <summary>A whole number of a range; null when it is left out.</summary>
    public int? Integer(string field, int smallest, int largest = int.MaxValue)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }

        if (value is not JsonValue number || !number.TryGetValue(out long whole))
        {
            throw Wrong(field, "an integer", value);
        }

        return whole >= smallest && whole <= largest
            ? (int)whole
            : throw ApiException.BadRequest(
                Path(field), $"Invalid '{Path(field)}': expected {smallest}{(largest == int.MaxValue ? " or more" : $" to {largest}")}, but got {whole}.", whole < smallest ? "integer_below_min_value" : "integer_above_max_value");
    }

    /// <summary>A number of a range; null when it is left out.</summary>
    public double? Number(string field, double smallest, double largest)
    {
        if (Find(field) is not { } value)
        {
            return null;
        }

        if (value is not JsonValue given || !given.TryGetValue(out double number))
        {
            throw Wrong(field, "a number", value);
        }

        return number >= smallest && number <= largest
            ? number
            : throw ApiException.BadRequest(Path(field), $"Invalid '{Path(field)}': expected {smallest} to {largest}, but got {number}.", number < smallest ? "decimal_below_min_value" : "decimal_above_max_value");
    }

    /// <summary>An object; null when it is left out.</summary>
    public JsonObject? Object(string field) => Find(field) switch
    {
        null => null,
        JsonObject value => value,
        var other => throw Wrong(field, "an object", other),
    };

    /// <summary>A list; null when it is left out.</summary>
    public JsonArray? List(string field) => Find(field) switch
    {
        null => null,
        JsonArray value => value,
        var other => throw Wrong(field, "an array", other),
    };

    /// <summary>A list of objects with their paths; empty when it is left out.</summary>
    public IReadOnlyList<(JsonObject Item, string Path)> Objects(string field)
    {
        if (List(field) is not { } list)
        {
            return [];
        }

        var path = Path(field);
        var items = new List<(JsonObject, string)>(list.Count);
        for (var i = 0; i < list.Count; i++)
        {
            items.Add((list[i] as JsonObject ?? throw Wrong($"{path}[{i}]", "an object", list[i], isPath: true), $"{path}[{i}]"));
        }

        return items;
    }

    /// <summary>400: a field is of a wrong type.</summary>
    public ApiException Wrong(string field, string expected, JsonNode? got, bool isPath = false)
    {
        var where = isPath ? field : Path(field);
        return ApiException.BadRequest(where, $"Invalid type for '{where}': expected {expected}, but got {Describe(got)} instead.", "invalid_type");
    }

    private static string Describe(JsonNode? value) => value?.GetValueKind() switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => "a string",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
