using System.Buffers;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>What ids are made of. Anything else is nobody's id, and is kept away from headers and the database.</summary>
internal static class PlainId
{
    /// <summary>The longest id that is looked for, in characters.</summary>
    public const int Longest = 64;

    private static readonly SearchValues<char> Characters = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    /// <summary>Whether this can be an id.</summary>
    public static bool IsOne(string? id) => id is { Length: > 0 and <= Longest } && !id.AsSpan().ContainsAnyExcept(Characters);
}
