using System.Buffers.Binary;
using System.Numerics;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>
/// How an outbox file is laid out: entries of a length (4 bytes, little endian), the CRC-32C of what follows (4 bytes), a kind (1 byte)
/// and JSON. Reading stops at the first entry that is not whole: a kill can only tear the last one.
/// </summary>
internal static class SegmentFormat
{
    public const byte Usage = (byte)'u';
    public const byte Price = (byte)'p';

    private const int Head = 8;
    private const int Largest = 1024 * 1024;

    /// <summary>Bytes that an entry takes.</summary>
    public static int Size(int json) => Head + 1 + json;

    public static void Append(Relay.ByteBuffer output, byte kind, ReadOnlySpan<byte> json)
    {
        Span<byte> head = stackalloc byte[Head + 1];
        BinaryPrimitives.WriteInt32LittleEndian(head, json.Length + 1);
        head[Head] = kind;
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], Checksum(kind, json));
        output.Append(head);
        output.Append(json);
    }

    /// <summary>Reads the entry at the start of what is left of a file.</summary>
    /// <returns>Its bytes; 0 when there is no whole entry.</returns>
    public static int TryRead(ReadOnlyMemory<byte> data, out byte kind, out ReadOnlyMemory<byte> json)
    {
        kind = 0;
        json = default;
        var span = data.Span;
        if (span.Length < Head + 1 || BinaryPrimitives.ReadInt32LittleEndian(span) is var length && (length < 1 || length > Largest || span.Length < Head + length))
        {
            return 0;
        }

        kind = span[Head];
        json = data.Slice(Head + 1, length - 1);
        return Checksum(kind, json.Span) == BinaryPrimitives.ReadUInt32LittleEndian(span[4..]) ? Head + length : 0;
    }

    private static uint Checksum(byte kind, ReadOnlySpan<byte> json)
    {
        var crc = BitOperations.Crc32C(uint.MaxValue, kind);
        while (json.Length >= 8)
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(json));
            json = json[8..];
        }

        foreach (var b in json)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return ~crc;
    }
}
