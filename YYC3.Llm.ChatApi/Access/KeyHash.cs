using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The SHA-256 of an API key: all that is stored of it.</summary>
/// <remarks>No slow hash: those make guessing passwords expensive, and nobody guesses 48 random characters (285 bits), while every call
/// would pay for it. Nor does a look-up by hash tell by its duration how much of a guess is right: each guess lands elsewhere.</remarks>
internal readonly record struct KeyHash(ulong A, ulong B, ulong C, ulong D)
{
    /// <summary>The longest key that is looked at, in characters; longer ones are nobody's.</summary>
    public const int LongestKey = 256;

    /// <summary>Hashes a key of at most <see cref="LongestKey"/> characters.</summary>
    public static KeyHash Of(ReadOnlySpan<char> key)
    {
        Span<byte> utf8 = stackalloc byte[LongestKey * 3];
        var length = Encoding.UTF8.GetBytes(key, utf8);
        Span<ulong> hash = stackalloc ulong[4];
        SHA256.HashData(utf8[..length], MemoryMarshal.AsBytes(hash));
        CryptographicOperations.ZeroMemory(utf8[..length]);
        return new KeyHash(hash[0], hash[1], hash[2], hash[3]);
    }

    /// <summary>The 32 bytes, for the database.</summary>
    public byte[] ToBytes() => MemoryMarshal.AsBytes<ulong>([A, B, C, D]).ToArray();

    /// <inheritdoc/>
    public override int GetHashCode() => (int)A; // Any part of a hash is as good as all of it.
}
