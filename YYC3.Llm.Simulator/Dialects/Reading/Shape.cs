using System.Text.Json;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Reading;

/// <summary>
/// Strict reading: each method returns what it was asked for or throws a <see cref="ScriptException"/> that names the field by its
/// full path, which the dialect then sends as its own error for a bad request.
/// </summary>
internal static class Shape
{
    /// <summary>Whether the field is there and not null.</summary>
    public static bool Has(this JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>The element, which must be an object.</summary>
    public static JsonElement AsObject(this JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Object ? value : throw new ScriptException($"{path}: must be an object, not {Kind(value)}.");

    /// <summary>The elements of what must be an array.</summary>
    public static JsonElement[] AsArray(this JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.Array ? [.. value.EnumerateArray()] : throw new ScriptException($"{path}: must be an array, not {Kind(value)}.");

    /// <summary>The text of what must be a string.</summary>
    public static string AsText(this JsonElement value, string path) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new ScriptException($"{path}: must be a string, not {Kind(value)}.");

    /// <summary>A field that must be there.</summary>
    public static JsonElement Need(this JsonElement parent, string name, string path) =>
        parent.Has(name, out var value) ? value : throw new ScriptException($"{Join(path, name)}: Field required.");

    /// <summary>A text that must be there and not be empty.</summary>
    public static string NeedText(this JsonElement parent, string name, string path) =>
        parent.Need(name, path).AsText(Join(path, name)) is { Length: > 0 } text ? text : throw new ScriptException($"{Join(path, name)}: must not be empty.");

    /// <summary>One of several words that must be there.</summary>
    public static string NeedWord(this JsonElement parent, string name, string path, params ReadOnlySpan<string> words)
    {
        var word = parent.NeedText(name, path);
        return words.Contains(word) ? word : throw new ScriptException($"{Join(path, name)}: '{word}' is none of {string.Join(", ", words.ToArray())}.");
    }

    /// <summary>Checks an optional number against its bounds.</summary>
    public static void Number(this JsonElement parent, string name, string path, double least, double most, bool whole = false)
    {
        if (!parent.Has(name, out var value))
        {
            return;
        }

        if (value.ValueKind != JsonValueKind.Number || (whole && !value.TryGetInt64(out _)))
        {
            throw new ScriptException($"{Join(path, name)}: must be a {(whole ? "whole " : "")}number, not {(value.ValueKind == JsonValueKind.Number ? value.GetRawText() : Kind(value))}.");
        }

        if (value.GetDouble() is var number && (number < least || number > most))
        {
            throw new ScriptException(FormattableString.Invariant($"{Join(path, name)}: {number} is not from {least} to {most}."));
        }
    }

    /// <summary>An optional flag, false when it was not given.</summary>
    public static bool Flag(this JsonElement parent, string name, string path)
    {
        if (!parent.Has(name, out var value))
        {
            return false;
        }

        return value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : throw new ScriptException($"{Join(path, name)}: must be true or false, not {Kind(value)}.");
    }

    /// <summary>Refuses fields the provider does not know.</summary>
    public static void Only(this JsonElement parent, string path, params ReadOnlySpan<string> known)
    {
        foreach (var property in parent.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                throw new ScriptException($"{Join(path, property.Name)}: there is no such field.");
            }
        }
    }

    /// <summary>Parses arguments that a dialect carries as text: they must be a JSON object.</summary>
    public static void ObjectText(string text, string path)
    {
        try
        {
            using var parsed = JsonDocument.Parse(text);
            parsed.RootElement.AsObject(path);
        }
        catch (JsonException)
        {
            throw new ScriptException($"{path}: is not the text of a JSON object.");
        }
    }

    /// <summary>Checks base64 data.</summary>
    public static void Base64(string text, string path)
    {
        if (text.StartsWith("data:", StringComparison.Ordinal) || text.Length == 0 || !System.Buffers.Text.Base64.IsValid(text))
        {
            throw new ScriptException($"{path}: is not base64 without a prefix.");
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : path + "." + name;

    private static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        JsonValueKind.Undefined => "nothing",
        var kind => "a " + kind.ToString().ToLowerInvariant(),
    };
}
