using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class ProtoReaderTests
{
    private static readonly byte[] Sample = new ProtoWriter()
        .Varint(1, ulong.MaxValue).Fixed64(2, 0x0102030405060708).Text(3, "跟踪 trace").Fixed32(4, 7)
        .Message(5, new ProtoWriter().Varint(1, 300).Double(2, -1.5)).Varint(2000, 3).ToArray();

    [Fact]
    public void Next_EveryWireType_ReadsTheValues()
    {
        var malformed = false;
        var reader = new ProtoReader(Sample, ref malformed);
        Assert.True(reader.Next());
        Assert.Equal((1, ulong.MaxValue), (reader.Field, reader.Varint()));
        Assert.True(reader.Next());
        Assert.Equal((2, 0x0102030405060708UL), (reader.Field, reader.Fixed64()));
        Assert.True(reader.Next());
        Assert.Equal((3, "跟踪 trace"), (reader.Field, reader.Text()));
        Assert.True(reader.Next()); // Field 4 is not read: the next step passes over it.
        Assert.True(reader.Next());
        var nested = reader.Message();
        Assert.True(nested.Next());
        Assert.Equal(300UL, nested.Varint());
        Assert.True(nested.Next());
        Assert.Equal(-1.5, nested.Double());
        Assert.False(nested.Next());
        Assert.True(reader.Next());
        Assert.Equal((2000, 3UL), (reader.Field, reader.Varint()));
        Assert.False(reader.Next());
        Assert.False(malformed);
    }

    [Fact]
    public void Next_CutAtEveryByte_IsMalformedOrEndsBetweenFields()
    {
        var whole = 0;
        for (var length = 0; length < Sample.Length; length++)
        {
            var malformed = false;
            var reader = new ProtoReader(Sample.AsSpan(0, length), ref malformed);
            var fields = 0;
            while (reader.Next())
            {
                fields++;
            }

            whole += malformed ? 0 : 1;
            Assert.True(malformed || fields is >= 0 and < 6);
        }

        Assert.Equal(6, whole); // Before the first of its six fields, and behind each but the last.
    }

    [Property(MaxTest = 2_000)]
    public bool Next_AnyBytes_EndsWithoutThrowing(byte[] bytes)
    {
        var malformed = false;
        var reader = new ProtoReader(bytes, ref malformed);
        var steps = 0;
        while (reader.Next())
        {
            if (++steps % 2 == 0)
            {
                _ = reader.Message().Next();
            }
        }

        return steps <= bytes.Length;
    }

    [Property]
    public Property ZigZag_AnyNumber_IsReadBack() => Prop.ForAll<long>(value =>
    {
        var malformed = false;
        var reader = new ProtoReader(new ProtoWriter().Varint(1, (ulong)((value << 1) ^ (value >> 63))).ToArray(), ref malformed);
        return reader.Next() && reader.ZigZag() == value && !malformed;
    });

    [Fact]
    public void Varint_OfAnotherWireType_IsMalformed()
    {
        var malformed = false;
        var reader = new ProtoReader(new ProtoWriter().Text(1, "no number").ToArray(), ref malformed);
        Assert.True(reader.Next());
        Assert.Equal(0UL, reader.Varint());
        Assert.True(malformed);
        Assert.False(reader.Next());
    }

    [Fact]
    public void Value_NestedWithoutEnd_IsMalformedAndKeepsTheStack()
    {
        var value = new ProtoWriter().Text(1, "deep");
        for (var i = 0; i < 2_000; i++)
        {
            value = new ProtoWriter().Message(5, new ProtoWriter().Message(1, value)); // An array in an array in an array.
        }

        var malformed = false;
        CommonDecoder.Value(new ProtoReader(value.ToArray(), ref malformed));
        Assert.True(malformed);
    }

    [Fact]
    public void Value_EveryKind_IsTextOrJson()
    {
        Assert.Equal("文本", Read(new ProtoWriter().Text(1, "文本")));
        Assert.Equal("true", Read(new ProtoWriter().Varint(2, 1)));
        Assert.Equal("-5", Read(new ProtoWriter().Varint(3, unchecked((ulong)-5L))));
        Assert.Equal("0.25", Read(new ProtoWriter().Double(4, 0.25)));
        Assert.Equal("AQI=", Read(new ProtoWriter().Bytes(7, [1, 2])));
        var list = new ProtoWriter().Message(1, new ProtoWriter().Text(1, "a\"b")).Message(1, new ProtoWriter().Varint(3, 7)).Message(1, new ProtoWriter());
        Assert.Equal("""["a\"b",7,null]""", Read(new ProtoWriter().Message(5, list)));
        var map = new ProtoWriter().Attribute(1, "键", "值").Message(1, new ProtoWriter().Message(2, new ProtoWriter().Double(4, double.NaN)).Text(1, "late"));
        Assert.Equal("""{"键":"值","late":"NaN"}""", Read(new ProtoWriter().Message(6, map)));

        static string Read(ProtoWriter value)
        {
            var malformed = false;
            var text = CommonDecoder.Value(new ProtoReader(value.ToArray(), ref malformed));
            Assert.False(malformed);
            return text;
        }
    }
}
