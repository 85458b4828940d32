using System.Text.Json;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>OpenAI's filter on a file's attributes: comparisons, joined by <c>and</c> and <c>or</c>.</summary>
internal static class AttributeFilter
{
    private const int MaxDepth = 16;
    private const int MaxValues = 1000;

    /// <summary>Reads the field <c>filters</c>.</summary>
    /// <param name="fields">The request.</param>
    /// <returns>The test of a file's attributes; null when the request has no filter.</returns>
    /// <exception cref="ApiException">400: it is not what the API documents.</exception>
    public static Func<IReadOnlyDictionary<string, JsonElement>, bool>? Read(JsonFields fields) =>
        fields.Object("filters") is { } filter ? Read(filter, 1) : null;

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Read(JsonFields filter, int depth)
    {
        var type = filter.RequiredText("type");
        var test = type is "and" or "or" ? Compound(filter, type == "and", depth) : Comparison(filter, type);
        filter.RefuseOthers();
        return test;
    }

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Compound(JsonFields filter, bool all, int depth)
    {
        var path = filter.PathOf("filters");
        if (!filter.TryGet("filters", out var parts))
        {
            throw filter.Missing("filters");
        }

        if (parts.ValueKind != JsonValueKind.Array)
        {
            throw JsonFields.WrongType(path, "an array of filters", parts);
        }

        if (depth > MaxDepth || parts.GetArrayLength() > MaxValues)
        {
            throw ApiException.BadRequest(path, $"Invalid '{path}': filters may nest {MaxDepth} levels deep and have {MaxValues} parts each.", "invalid_value");
        }

        var tests = parts.EnumerateArray().Select((part, index) => Read(JsonFields.Of(part, $"{path}[{index}]"), depth + 1)).ToArray();
        return all
            ? attributes => Array.TrueForAll(tests, test => test(attributes))
            : attributes => Array.Exists(tests, test => test(attributes));
    }

    private static Func<IReadOnlyDictionary<string, JsonElement>, bool> Comparison(JsonFields filter, string type)
    {
        var key = filter.RequiredText("key", maxLength: 64);
        if (!filter.TryGet("value", out var value))
        {
            throw filter.Missing("value");
        }

        var path = filter.PathOf("value");
        switch (type)
        {
            case "eq":
                Scalar(value, path);
                return attributes => attributes.TryGetValue(key, out var actual) && AreEqual(actual, value);
            case "ne":
                Scalar(value, path);
                return attributes => !attributes.TryGetValue(key, out var actual) || !AreEqual(actual, value);
            case "in" or "nin":
                var values = List(value, path);
                return attributes => (attributes.TryGetValue(key, out var actual) && values.Exists(one => AreEqual(actual, one))) == (type == "in");
            case "gt" or "gte" or "lt" or "lte":
                if (value.ValueKind != JsonValueKind.Number)
                {
                    throw JsonFields.WrongType(path, "a number", value);
                }

                var bound = value.GetDouble();
                return attributes => attributes.TryGetValue(key, out var actual) && actual.ValueKind == JsonValueKind.Number && Holds(type, actual.GetDouble(), bound);
            default:
                throw ApiException.BadRequest(
                    filter.PathOf("type"), $"Invalid '{filter.PathOf("type")}': expected one of eq, ne, gt, gte, lt, lte, in, nin, and, or.", "invalid_value");
        }
    }

    private static bool Holds(string type, double actual, double bound) => type switch
    {
        "gt" => actual > bound,
        "gte" => actual >= bound,
        "lt" => actual < bound,
        _ => actual <= bound,
    };

    private static List<JsonElement> List(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            throw JsonFields.WrongType(path, "an array of strings or numbers", value);
        }

        if (value.GetArrayLength() > MaxValues)
        {
            throw ApiException.BadRequest(path, $"Invalid '{path}': array too long. Expected at most {MaxValues} items.", "array_above_max_length");
        }

        var values = value.EnumerateArray().ToList();
        for (var i = 0; i < values.Count; i++)
        {
            Scalar(values[i], $"{path}[{i}]");
        }

        return values;
    }

    private static void Scalar(JsonElement value, string path)
    {
        if (value.ValueKind == JsonValueKind.String)
        {
            JsonFields.TextOf(value, path, 512);
        }
        else if (value.ValueKind is not (JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False))
        {
            throw JsonFields.WrongType(path, "a string, a number or a boolean", value);
        }
    }

    private static bool AreEqual(JsonElement left, JsonElement right) => left.ValueKind == right.ValueKind && left.ValueKind switch
    {
        JsonValueKind.String => left.ValueEquals(right.GetString()),
        JsonValueKind.Number => left.GetDouble().Equals(right.GetDouble()),
        _ => true,
    };
}
