using System.Buffers.Binary;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>The first eight bytes of a term as a number that is ordered as the bytes are: nearly every comparison of two terms ends with it.</summary>
internal static class TermPrefix
{
    /// <summary>The number; bytes that are not there count as 0.</summary>
    public static ulong Of(ReadOnlySpan<byte> term)
    {
        if (term.Length >= sizeof(ulong))
        {
            return BinaryPrimitives.ReadUInt64BigEndian(term);
        }

        var prefix = 0UL;
        for (var i = 0; i < term.Length; i++)
        {
            prefix |= (ulong)term[i] << (56 - (8 * i));
        }

        return prefix;
    }
}
