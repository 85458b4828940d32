using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Wire;

/// <summary>The key-value pairs that callers attach to things, within OpenAI's limits: 16 pairs, keys of 64 and texts of 512 characters.</summary>
internal static class Metadata
{
    /// <summary>No pairs, as stored.</summary>
    public const string Empty = "{}";

    private const int MaxPairs = 16;
    private const int MaxKey = 64;
    private const int MaxText = 512;

    /// <summary>Reads <c>metadata</c> (texts only) or <c>attributes</c> (texts, numbers and booleans).</summary>
    /// <param name="fields">The object that has them.</param>
    /// <param name="name">The field.</param>
    /// <param name="textsOnly">Whether only texts are allowed.</param>
    /// <returns>The pairs as JSON; null when the field is missing or null.</returns>
    public static string? Read(JsonFields fields, string name, bool textsOnly)
    {
        if (fields.Object(name) is not { } pairs)
        {
            return null;
        }

        var path = fields.PathOf(name);
        if (pairs.Element.EnumerateObject().Count() > MaxPairs)
        {
            throw ApiException.BadRequest(path, $"Invalid '{path}': too many properties. Expected an object with at most {MaxPairs} properties.", "object_above_max_properties");
        }

        foreach (var pair in pairs.Element.EnumerateObject())
        {
            Check(pair, path, textsOnly);
        }

        return JsonSerializer.Serialize(pairs.Element, RagJson.Wire.JsonElement);
    }

    private static void Check(JsonProperty pair, string path, bool textsOnly)
    {
        var key = JsonFields.NameOf(pair, path);
        if (key.Length > MaxKey || key.Contains('\0', StringComparison.Ordinal))
        {
            throw ApiException.BadRequest(path, $"Invalid key in '{path}': expected at most {MaxKey} characters, none of them U+0000.", "invalid_value");
        }

        if (pair.Value.ValueKind == JsonValueKind.String || textsOnly)
        {
            JsonFields.TextOf(pair.Value, $"{path}.{key}", MaxText);
        }
        else if (pair.Value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
        {
            throw JsonFields.WrongType($"{path}.{key}", "a string, a number or a boolean", pair.Value);
        }
        else if (pair.Value.ValueKind == JsonValueKind.Number && !(pair.Value.TryGetDouble(out var number) && double.IsFinite(number)))
        {
            throw ApiException.BadRequest($"{path}.{key}", $"Invalid '{path}.{key}': the number is too large.", "invalid_value");
        }
    }
}
