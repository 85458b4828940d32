using System.Buffers;
using System.Runtime.CompilerServices;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the top bit says that more follow.</summary>
internal static class Varint
{
    /// <summary>Appends a number.</summary>
    public static void Write(ArrayBufferWriter<byte> output, uint value)
    {
        var span = output.GetSpan(5);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        output.Advance(length);
    }

    /// <summary>Reads the number at a position, and moves behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Read(ReadOnlySpan<byte> data, ref int position)
    {
        uint first = data[position++];
        return first < 0x80 ? first : ReadLong(data, ref position, first & 0x7F);
    }

    private static uint ReadLong(ReadOnlySpan<byte> data, ref int position, uint value)
    {
        for (var shift = 7; ; shift += 7)
        {
            uint next = data[position++];
            value |= (next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
