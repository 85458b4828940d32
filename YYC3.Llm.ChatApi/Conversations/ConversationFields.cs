using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Reads the fields of a conversation that callers set.</summary>
internal static class ConversationFields
{
    private const int MostPairs = 16;
    private const int LongestKey = 64;
    private const int LongestValue = 512;
    private const int LongestTitle = 256;
    private const long ShortestSpan = 60;
    private const long LongestSpan = 10L * 366 * 24 * 3600;

    /// <summary>A text without control characters; null when it is left out.</summary>
    public static string? Text(JsonObject body, string field, int longest) => body[field] switch
    {
        null => null,
        var value when value.AsText() is not { } => throw Wrong(field, "a string"),
        var value when string.IsNullOrWhiteSpace(value.AsText()) => throw ApiException.BadRequest(field, $"Invalid value for '{field}': it must not be empty.", "empty_string"),
        var value when value.AsText()!.Length > longest => throw ApiException.BadRequest(field, $"Invalid value for '{field}': at most {longest} characters are allowed.", "string_above_max_length"),
        var value when value.AsText()!.Any(char.IsControl) => throw ApiException.BadRequest(field, $"Invalid value for '{field}': control characters are not allowed.", "invalid_value"),
        var value => value.AsText(),
    };

    /// <summary><c>title</c>: 1 to 256 characters; null when it is left out.</summary>
    public static string? Title(JsonObject body) => Text(body, "title", LongestTitle);

    /// <summary>True or false; false when it is left out.</summary>
    public static bool Flag(JsonObject body, string field) => body[field] switch
    {
        null => false,
        JsonValue value when value.TryGetValue(out bool flag) => flag,
        _ => throw Wrong(field, "a boolean"),
    };

    /// <summary><c>metadata</c>: up to 16 pairs of texts, as OpenAI has them; null when it is left out.</summary>
    public static JsonObject? Metadata(JsonObject body)
    {
        if (body["metadata"] is not { } given)
        {
            return null;
        }

        if (given is not JsonObject pairs)
        {
            throw Wrong("metadata", "an object of texts");
        }

        if (pairs.Count > MostPairs)
        {
            throw ApiException.BadRequest("metadata", $"Invalid 'metadata': at most {MostPairs} pairs are allowed, but there are {pairs.Count}.", "object_above_max_properties");
        }

        foreach (var (name, value) in pairs)
        {
            if (name.Contains('\0', StringComparison.Ordinal) || value.AsText()?.Contains('\0', StringComparison.Ordinal) == true)
            {
                throw ApiException.BadRequest("metadata", "Invalid 'metadata': the character U+0000 is not allowed.", "invalid_value");
            }

            if (name.Length is 0 or > LongestKey)
            {
                throw ApiException.BadRequest("metadata", $"Invalid 'metadata': a key has 1 to {LongestKey} characters, but one has {name.Length}.", "invalid_value");
            }

            if (value.AsText() is not { Length: <= LongestValue })
            {
                throw ApiException.BadRequest($"metadata.{name}", $"Invalid value for 'metadata.{name}': expected a string of at most {LongestValue} characters.", value.AsText() is null ? "invalid_type" : "string_above_max_length");
            }
        }

        return pairs;
    }

    /// <summary><c>expires_after</c>: <c>{"anchor":"last_active_at","seconds":3600}</c>; null when it is left out or null: it stays.</summary>
    public static Expiry? ExpiresAfter(JsonObject body)
    {
        if (body["expires_after"] is not { } given)
        {
            return null;
        }

        if (given is not JsonObject expiry)
        {
            throw Wrong("expires_after", "an object such as {\"anchor\":\"last_active_at\",\"seconds\":3600}");
        }

        var anchor = expiry["anchor"] is null ? Expiry.LastActive : expiry["anchor"].AsText();
        if (anchor is not (Expiry.LastActive or Expiry.Created))
        {
            throw ApiException.BadRequest("expires_after.anchor", $"Invalid value for 'expires_after.anchor': expected '{Expiry.LastActive}' or '{Expiry.Created}'.", "invalid_value");
        }

        return expiry["seconds"] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out long seconds) && seconds is >= ShortestSpan and <= LongestSpan
            ? new Expiry(seconds * 1_000_000, anchor)
            : throw ApiException.BadRequest("expires_after.seconds", $"Invalid value for 'expires_after.seconds': expected an integer from {ShortestSpan} to {LongestSpan}.", "invalid_value");
    }

    private static ApiException Wrong(string field, string expected) => ApiException.BadRequest(field, $"Invalid type for '{field}': expected {expected}.", "invalid_type");
}
