using System.Text;
using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Tests.Benchmarks;

public class ResponseParserTests
{
    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    private static byte[] Stream()
    {
        string[] chunks =
        [
            "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"c",
            "ontent\":\"\"}}]}\n\ndata:",
            "{\"choices\":[{\"delta\":{\"content\":\"你好\"}}]}\n\n: x\r\n\r\n",
            "data: {\"choices\":[{\"delta\":{\"content\":\"!\"}}]}\n\ndata: [DONE]",
            "\n\n",
        ];
        var text = new StringBuilder("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nTRANSFER-ENCODING: chunked\r\n\r\n");
        foreach (var chunk in chunks)
        {
            text.Append($"{Encoding.UTF8.GetByteCount(chunk):x};extension=1\r\n{chunk}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.Append("0\r\ntrailer: yes\r\n\r\n").ToString());
    }

    [Fact]
    public void Add_AStreamInTwoPieces_ReadsTheSameWhereverItIsCut()
    {
        var bytes = Stream();
        for (var cut = 0; cut <= bytes.Length; cut++)
        {
            var events = new EventCounter();
            var parser = new ResponseParser(events);
            parser.Reset();
            parser.Add(bytes.AsSpan(0, cut));
            Assert.Equal(cut == bytes.Length, parser.IsComplete);
            parser.Add(bytes.AsSpan(cut));

            Assert.True(parser.IsComplete);
            Assert.Equal(200, parser.Status);
            Assert.True(events.Done);
            Assert.False(events.Failed);
            Assert.Equal(2, events.ContentEvents);
        }
    }

    [Fact]
    public void Add_APlainResponse_EndsWithItsLength()
    {
        var events = new EventCounter();
        var parser = new ResponseParser(events);
        parser.Reset();
        parser.Add(Bytes("HTTP/1.1 429 Too Many Requests\nConnection: close\nContent-Length: 5\n\n{\"a\"}"));

        Assert.True(parser.IsComplete);
        Assert.Equal(429, parser.Status);
        Assert.Equal(5, parser.BodyBytes);
        Assert.True(parser.Closes);
    }

    [Theory]
    [InlineData("SSH-2.0-x\n")]
    [InlineData("HTTP/1.1 200 OK\nServer: x\n\n")]
    public void Add_SomethingElse_Throws(string text)
    {
        var parser = new ResponseParser(new EventCounter());
        parser.Reset();

        Assert.Throws<FormatException>(() => parser.Add(Bytes(text)));
    }

    [Fact]
    public void Add_AnErrorEvent_IsNoticed()
    {
        var events = new EventCounter();
        events.Add("data: {\"error\":{\"message\":\"gone\"}}\n\n"u8);

        Assert.True(events.Failed);
        Assert.Equal(0, events.ContentEvents);
    }
}
