using System.Security.Cryptography;

namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>
/// Makes ids as OpenAI's look: a type prefix, its separator, and 32 lowercase hexadecimal digits.
/// The first 14 digits are the time in microseconds, so that ids sort by age; the other 18 (72 bits) are random and cannot be guessed.
/// </summary>
public static class Ids
{
    private const int TimeBytes = 7;
    private const int Bytes = 16;
    private const int PoolBytes = 1024;

    // The system's generator costs a call into the kernel; one call serves a hundred ids.
    [ThreadStatic]
    private static byte[]? pool;

    [ThreadStatic]
    private static int poolLeft;

    /// <summary>A new id, for example <c>chatcmpl-0006454c…</c> or <c>vs_0006454c…</c>.</summary>
    /// <param name="prefix">The type without separator: <c>chatcmpl</c>, <c>file</c>, <c>vs</c>, <c>resp</c>, <c>conv</c>, <c>msg</c>, <c>key</c>, <c>proj</c>, <c>req</c>, …</param>
    /// <param name="time">Where the time comes from.</param>
    public static string New(string prefix, TimeProvider time)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        var microseconds = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        return string.Create(prefix.Length + 1 + (Bytes * 2), (prefix, microseconds), static (text, state) =>
        {
            Span<byte> value = stackalloc byte[Bytes];
            for (var i = 0; i < TimeBytes; i++)
            {
                value[i] = (byte)(state.microseconds >> (8 * (TimeBytes - 1 - i)));
            }

            TakeRandom(value[TimeBytes..]);
            state.prefix.CopyTo(text);
            text[state.prefix.Length] = Separator(state.prefix);
            Convert.TryToHexStringLower(value, text[(state.prefix.Length + 1)..], out _);
        });
    }

    /// <summary>True when <paramref name="id"/> has the form that <see cref="New"/> gives it for <paramref name="prefix"/>.</summary>
    public static bool IsId(ReadOnlySpan<char> id, string prefix) =>
        id.Length == prefix.Length + 1 + (Bytes * 2)
        && id.StartsWith(prefix, StringComparison.Ordinal)
        && id[prefix.Length] == Separator(prefix)
        && !id[(prefix.Length + 1)..].ContainsAnyExcept("0123456789abcdef");

    private static void TakeRandom(Span<byte> bytes)
    {
        pool ??= new byte[PoolBytes];
        if (poolLeft < bytes.Length)
        {
            RandomNumberGenerator.Fill(pool);
            poolLeft = PoolBytes;
        }

        pool.AsSpan(poolLeft - bytes.Length, bytes.Length).CopyTo(bytes);
        poolLeft -= bytes.Length;
    }

    /// <summary>OpenAI writes a dash after these two, and an underscore after every other prefix.</summary>
    private static char Separator(string prefix) => prefix is "chatcmpl" or "file" ? '-' : '_';
}
