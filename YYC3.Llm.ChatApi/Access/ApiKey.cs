using System.Security.Cryptography;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The form of our keys: <c>sk-yyc3-</c> and 48 letters and digits.</summary>
internal static class ApiKey
{
    /// <summary>What every key made here starts with, so that secret scanners know one when they see it.</summary>
    public const string Prefix = "sk-yyc3-";

    private const int RandomCharacters = 48;
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>A new key, from the operating system's randomness.</summary>
    public static string New() => Prefix + RandomNumberGenerator.GetString(Alphabet, RandomCharacters);

    /// <summary>What may be shown of a key: enough to tell two apart, too little to use.</summary>
    /// <param name="key">The key, or anything that a caller sent as one.</param>
    public static string Redact(ReadOnlySpan<char> key)
    {
        var ours = key.StartsWith(Prefix, StringComparison.Ordinal);
        var shown = ours ? Prefix.Length + 3 : 3;
        return key.Length < shown + 12 ? "***" : $"{key[..shown]}...{key[^3..]}";
    }
}
