using System.Text;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.Wire;

public sealed class NdjsonFramerTests
{
    private const string Lines = "{\"a\":\"你好\"}\n{\"b\":2}\r\n\n \r\n{\"c\":\"x\\ny\"}\n{\"d\":4}";

    [Fact]
    public void TryRead_SplitAtEveryByte_GivesTheSameLinesAndBytes()
    {
        var bytes = Encoding.UTF8.GetBytes(Lines);
        for (var split = 0; split <= bytes.Length; split++)
        {
            var read = Read(bytes, split);

            Assert.Equal(["{\"a\":\"你好\"}", "{\"b\":2}", "{\"c\":\"x\\ny\"}", "{\"d\":4}"], read.Where(line => line.HasData).Select(line => line.Data));
            Assert.Equal(bytes, read.SelectMany(line => line.Raw));
            Assert.Equal([true, true, true, true, true, false], read.Select(line => line.IsTerminated));
        }
    }

    [Fact]
    public void TryRead_OneByteAtATime_GivesTheSameLines()
    {
        using var framer = new NdjsonFramer();
        var read = new List<string>();
        foreach (var b in Encoding.UTF8.GetBytes(Lines))
        {
            framer.GetMemory(1).Span[0] = b;
            framer.Advance(1);
            while (framer.TryRead(out var line))
            {
                read.Add(Encoding.UTF8.GetString(line.Data.Span));
            }
        }

        Assert.True(framer.HasPartial);
        framer.Complete();
        Assert.True(framer.TryRead(out var last));
        Assert.Equal("{\"d\":4}", Encoding.UTF8.GetString(last.Data.Span));
        Assert.False(framer.HasPartial);
        Assert.False(framer.TryRead(out _));
        Assert.Equal(["{\"a\":\"你好\"}", "{\"b\":2}", "", " ", "{\"c\":\"x\\ny\"}"], read);
    }

    [Fact]
    public void GetMemory_LineTooLong_Throws()
    {
        using var framer = new NdjsonFramer(100);
        framer.GetMemory(100).Span[..100].Fill((byte)'x');
        framer.Advance(100);
        Assert.False(framer.TryRead(out _));

        Assert.Throws<SseEventTooLargeException>(() => framer.GetMemory());
    }

    [Fact]
    public void TryRead_LongLines_GrowTheBuffer()
    {
        var text = string.Join('\n', Enumerable.Range(1, 20).Select(n => new string('x', n * 1000))) + "\n";
        var read = Read(Encoding.UTF8.GetBytes(text), 12_345);

        Assert.Equal(Enumerable.Range(1, 20).Select(n => n * 1000), read.Select(line => line.Data.Length));
    }

    private static List<(string Data, byte[] Raw, bool HasData, bool IsTerminated)> Read(byte[] bytes, int split)
    {
        using var framer = new NdjsonFramer();
        var lines = new List<(string, byte[], bool, bool)>();
        Put(bytes.AsSpan(0, Math.Min(split, bytes.Length)));
        Put(bytes.AsSpan(Math.Min(split, bytes.Length)));
        framer.Complete();
        Take();
        return lines;

        void Put(ReadOnlySpan<byte> part)
        {
            part.CopyTo(framer.GetMemory(Math.Max(part.Length, 1)).Span);
            framer.Advance(part.Length);
            Take();
        }

        void Take()
        {
            while (framer.TryRead(out var line))
            {
                lines.Add((Encoding.UTF8.GetString(line.Data.Span), line.Raw.ToArray(), line.HasData, line.IsTerminated));
            }
        }
    }
}
