using System.Buffers.Binary;
using System.Text;

namespace YYC3.Llm.AppHost.Local.Dashboard.Otlp;

/// <summary>
/// Reads one protobuf message, field after field, without a generated class. Wire format: protobuf.dev, "Encoding":
/// a tag is <c>(field &lt;&lt; 3) | wire type</c>; wire types are 0 varint, 1 eight bytes, 2 length-delimited, 5 four bytes.
/// </summary>
/// <remarks>
/// Bytes that are no protobuf are an expected input, so nothing here throws: the reader and all readers nested in it
/// share one flag, answer zeros once it is up, and <see cref="Next"/> then ends every loop.
/// </remarks>
internal ref struct ProtoReader
{
    /// <summary>Deeper than any OTLP message needs, and far from what the stack holds: an AnyValue can nest without end.</summary>
    private const int MaxDepth = 48;

    private readonly ReadOnlySpan<byte> data;
    private readonly ref bool malformed;
    private readonly int depth;
    private int position;
    private int wireType;
    private bool unread;

    /// <param name="data">The message's bytes.</param>
    /// <param name="malformed">Set when the bytes turn out not to be a protobuf message; never cleared.</param>
    public ProtoReader(ReadOnlySpan<byte> data, ref bool malformed)
        : this(data, ref malformed, 0)
    {
    }

    private ProtoReader(ReadOnlySpan<byte> data, ref bool malformed, int depth)
    {
        this.data = data;
        this.malformed = ref malformed;
        this.depth = depth;
    }

    /// <summary>The number of the field that <see cref="Next"/> moved to.</summary>
    public int Field { get; private set; }

    /// <summary>How many bytes the message has.</summary>
    public readonly int Length => data.Length;

    /// <summary>Moves to the next field, over a value that nobody read; false at the end and on malformed bytes.</summary>
    public bool Next()
    {
        if (unread)
        {
            Skip();
        }

        if (malformed || position >= data.Length)
        {
            return false;
        }

        var tag = RawVarint();
        wireType = (int)(tag & 7);
        Field = (int)(tag >> 3);
        unread = true;
        return !malformed && ((tag >> 3) is > 0 and <= 0x1FFF_FFFF || Fail());
    }

    /// <summary>A varint: uint64, int64, enum or bool.</summary>
    public ulong Varint() => Expect(0) ? RawVarint() : 0;

    /// <summary>A zigzag varint: sint32, sint64.</summary>
    public long ZigZag()
    {
        var value = Varint();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    /// <summary>fixed64 and sfixed64, little endian.</summary>
    public ulong Fixed64() => Expect(1) ? BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) : 0;

    /// <summary>A double.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>bytes, which stay in the request's buffer.</summary>
    public ReadOnlySpan<byte> Bytes() => Expect(2) ? RawBytes() : default;

    /// <summary>A string; invalid UTF-8 becomes U+FFFD.</summary>
    public string Text() => Encoding.UTF8.GetString(Bytes());

    /// <summary>bytes as lower-case hex, as trace and span ids are shown.</summary>
    public string Hex() => Convert.ToHexStringLower(Bytes());

    /// <summary>A nested message.</summary>
    public ProtoReader Message()
    {
        if (depth == MaxDepth)
        {
            Fail();
        }

        return new ProtoReader(Bytes(), ref malformed, depth + 1);
    }

    /// <summary>One value, or a packed run, of a repeated fixed64 or double field.</summary>
    public void AddFixed64(List<ulong> values)
    {
        if (wireType != 2)
        {
            values.Add(Fixed64());
            return;
        }

        var run = Bytes();
        if (run.Length % 8 != 0)
        {
            Fail();
            return;
        }

        for (; run.Length > 0; run = run[8..])
        {
            values.Add(BinaryPrimitives.ReadUInt64LittleEndian(run));
        }
    }

    /// <summary>One value, or a packed run, of a repeated uint64 field.</summary>
    public void AddVarints(List<ulong> values)
    {
        if (wireType != 2)
        {
            values.Add(Varint());
            return;
        }

        var run = new ProtoReader(Bytes(), ref malformed, depth);
        while (!malformed && run.position < run.data.Length)
        {
            values.Add(run.RawVarint());
        }
    }

    private void Skip()
    {
        unread = false;
        switch (wireType)
        {
            case 0: RawVarint(); break;
            case 1: Take(8); break;
            case 2: RawBytes(); break;
            case 5: Take(4); break;
            default: Fail(); break; // Groups (3, 4) were given up before OTLP was written.
        }
    }

    private bool Expect(int type)
    {
        if (malformed || !unread || wireType != type)
        {
            return Fail();
        }

        unread = false;
        return true;
    }

    private ulong RawVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && position < data.Length; shift += 7)
        {
            var next = data[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        Fail();
        return 0;
    }

    private ReadOnlySpan<byte> RawBytes()
    {
        var length = RawVarint();
        if (malformed || length > (ulong)(data.Length - position))
        {
            Fail();
            return default;
        }

        position += (int)length;
        return data.Slice(position - (int)length, (int)length);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (data.Length - position < count)
        {
            Fail();
            return Zeros;
        }

        position += count;
        return data.Slice(position - count, count);
    }

    private bool Fail()
    {
        malformed = true;
        unread = false;
        position = data.Length;
        return false;
    }

    private static ReadOnlySpan<byte> Zeros => [0, 0, 0, 0, 0, 0, 0, 0];
}
