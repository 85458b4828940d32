using System.Text;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

/// <summary>Writes protobuf messages field by field, for bytes that no SDK would send.</summary>
internal sealed class ProtoWriter
{
    private readonly List<byte> bytes = [];

    public byte[] ToArray() => [.. bytes];

    public ProtoWriter Varint(int field, ulong value) => Tag(field, 0).Raw(value);

    public ProtoWriter Fixed64(int field, ulong value)
    {
        Tag(field, 1).bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoWriter Double(int field, double value) => Fixed64(field, BitConverter.DoubleToUInt64Bits(value));

    public ProtoWriter Fixed32(int field, uint value)
    {
        Tag(field, 5).bytes.AddRange(BitConverter.GetBytes(value));
        return this;
    }

    public ProtoWriter Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, 2).Raw((ulong)value.Length).bytes.AddRange(value);
        return this;
    }

    public ProtoWriter Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    public ProtoWriter Message(int field, ProtoWriter value) => Bytes(field, value.ToArray());

    /// <summary>KeyValue with a string.</summary>
    public ProtoWriter Attribute(int field, string key, string value) =>
        Message(field, new ProtoWriter().Text(1, key).Message(2, new ProtoWriter().Text(1, value)));

    private ProtoWriter Tag(int field, int type) => Raw(((ulong)field << 3) | (uint)type);

    private ProtoWriter Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
        return this;
    }
}
