using System.Text;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.ServiceDefaults.Wire;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Wire;

public sealed class SseFramerTests
{
    private const string Tricky =
        ": comment\n\n" +
        "data: {\"a\":\"你好\"}\n\n" +
        "data:{\"b\":2}   \r\n\r\n" +
        "id:1\nevent:result\n:HTTP_STATUS/200\ndata:one\ndata: two\ndata\ndata:  three\n\n" +
        "event: ping\ndata: {}\r\r" +
        "data: mixed\r\n\n" +
        "\n\n" +
        "data: [DONE]\n\n";

    public static TheoryData<string> Recordings()
    {
        var data = new TheoryData<string>();
        if (SharedFiles.Directory("fixtures/providers") is { } folder)
        {
            foreach (var file in Directory.EnumerateFiles(folder, "*.chunks.txt", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
            {
                data.Add(Path.GetRelativePath(folder, file));
            }
        }

        if (data.Count == 0)
        {
            data.Add("");
        }

        return data;
    }

    [Fact]
    public void TryRead_EveryKindOfLine_ReadsFieldsAsTheStandardSays()
    {
        var events = Read(Encoding.UTF8.GetBytes(Tricky), int.MaxValue).Where(block => block.HasData).ToList();

        Assert.Equal(
            ["{\"a\":\"你好\"}", "{\"b\":2}   ", "one\ntwo\n\n three", "{}", "mixed", "[DONE]"],
            events.Select(block => block.Data));
        Assert.Equal(["", "", "result", "ping", "", ""], events.Select(block => block.Name));
    }

    [Fact]
    public void TryRead_SplitAtEveryByte_GivesTheSameEventsAndBytes()
    {
        var bytes = Encoding.UTF8.GetBytes("\uFEFF" + Tricky);
        var whole = Read(bytes, int.MaxValue);
        for (var split = 0; split <= bytes.Length; split++)
        {
            Assert.Equal(Data(whole), Data(Read(bytes, split)));
            Assert.Equal(Raw(whole), Raw(Read(bytes, split)));
        }

        Assert.Equal(Encoding.UTF8.GetBytes(Tricky), Raw(whole));
    }

    [Theory]
    [MemberData(nameof(Recordings))]
    public void TryRead_RecordingInAnyFraming_GivesItsLinesAndBytes(string recording)
    {
        Assert.SkipWhen(recording.Length == 0, "No recordings beside the repository (../shared/fixtures/providers).");
        var lines = File.ReadAllLines(Path.Combine(SharedFiles.Directory("fixtures/providers")!, recording)).Where(line => line.Length > 0).ToArray();
        foreach (var (prefix, end) in new[] { ("data: ", "\n"), ("data:", "\r\n"), ("data: ", "\r") })
        {
            var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => prefix + line + end + end)));
            foreach (var step in new[] { 1, 2, 3, 5, 61, 1024, int.MaxValue })
            {
                var (data, raw) = Feed(bytes, step);
                Assert.Equal(lines, data);
                Assert.True(bytes.AsSpan().SequenceEqual(raw), $"step {step}");
            }

            // Every single place of one cut, as far as that is quick.
            var part = bytes.AsSpan(0, Math.Min(bytes.Length, 1200)).ToArray();
            var whole = Feed(part, int.MaxValue);
            for (var split = 1; split < part.Length; split++)
            {
                var cut = Feed(part, split);
                Assert.Equal(whole.Data, cut.Data);
                Assert.True(whole.Raw.AsSpan().SequenceEqual(cut.Raw), $"split {split}");
            }
        }
    }

    [Property(MaxTest = 500)]
    public Property TryRead_AnyBytesAnySplits_NeverDependsOnTheSplits()
    {
        var pieces = Gen.Elements("data", "event", ":", " ", "x", "你", "\r", "\n", "\r\n", "\n\n", "\r\n\r\n", "\uFEFF", "{\"a\":1}");
        var streams = pieces.ListOf().Select(list => Encoding.UTF8.GetBytes(string.Concat(list)));
        return Prop.ForAll(Arb.From(streams), Arb.From(Gen.Choose(1, 7)), (bytes, step) =>
        {
            var whole = Feed(bytes, int.MaxValue);
            var cut = Feed(bytes, step);
            return whole.Data.SequenceEqual(cut.Data) && whole.Raw.AsSpan().SequenceEqual(cut.Raw);
        });
    }

    [Fact]
    public void TryRead_StreamOfBareCarriageReturns_DoesNotWaitForMore()
    {
        using var framer = new SseFramer();
        framer.Append("data: x\r\r"u8);

        Assert.True(framer.TryRead(out var block));
        Assert.Equal("x", Encoding.UTF8.GetString(block.Data.Span));
    }

    [Fact]
    public void TryRead_TailWithoutBlankLine_IsHandedOutAsUnterminatedAtTheEnd()
    {
        using var framer = new SseFramer();
        framer.Append("data: half"u8);

        Assert.False(framer.TryRead(out _));
        framer.Complete();
        Assert.True(framer.TryRead(out var block));
        Assert.False(block.IsTerminated);
        Assert.Equal("half", Encoding.UTF8.GetString(block.Data.Span));
        Assert.False(framer.TryRead(out _));
    }

    [Fact]
    public void GetMemory_EventPastTheBound_Throws()
    {
        using var framer = new SseFramer(maxEventBytes: 1000);
        framer.Append(Encoding.ASCII.GetBytes("data: " + new string('x', 990)));
        Assert.False(framer.TryRead(out _));
        framer.Append("xxxxxxxxx"u8);

        Assert.False(framer.TryRead(out _));
        Assert.Equal(1000, Assert.Throws<SseEventTooLargeException>(() => framer.GetMemory()).Limit);
    }

    [Fact]
    public void TryRead_ManyEvents_AllocatesNothing()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Samples.Text("word"), 100)));
        using var framer = new SseFramer();
        framer.Append(bytes);
        while (framer.TryRead(out _))
        {
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 20; i++)
        {
            framer.Append(bytes);
            while (framer.TryRead(out _))
            {
            }
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static (List<string> Data, byte[] Raw) Feed(byte[] bytes, int step)
    {
        using var framer = new SseFramer();
        var data = new List<string>();
        var raw = new MemoryStream();
        var steps = step == int.MaxValue || step <= 0 ? [bytes] : bytes.Chunk(step);
        foreach (var chunk in steps)
        {
            framer.Append(chunk);
            Drain(framer, data, raw);
        }

        framer.Complete();
        Drain(framer, data, raw);
        return (data, raw.ToArray());
    }

    private static void Drain(SseFramer framer, List<string> data, MemoryStream raw)
    {
        while (framer.TryRead(out var block))
        {
            raw.Write(block.Raw.Span);
            if (block.HasData)
            {
                data.Add(Encoding.UTF8.GetString(block.Data.Span));
            }
        }
    }

    private static List<(string Data, string Name, bool HasData, byte[] Raw)> Read(byte[] bytes, int split)
    {
        using var framer = new SseFramer();
        var events = new List<(string, string, bool, byte[])>();
        framer.Append(bytes.AsSpan(0, Math.Min(split, bytes.Length)));
        Take();
        if (split < bytes.Length)
        {
            framer.Append(bytes.AsSpan(split));
        }

        framer.Complete();
        Take();
        return events;

        void Take()
        {
            while (framer.TryRead(out var block))
            {
                events.Add((Encoding.UTF8.GetString(block.Data.Span), Encoding.UTF8.GetString(block.Name.Span), block.HasData, block.Raw.ToArray()));
            }
        }
    }

    private static IEnumerable<(string, string)> Data(List<(string Data, string Name, bool HasData, byte[] Raw)> events) =>
        events.Where(block => block.HasData).Select(block => (block.Data, block.Name));

    private static byte[] Raw(List<(string Data, string Name, bool HasData, byte[] Raw)> events) => [.. events.SelectMany(block => block.Raw)];
}
