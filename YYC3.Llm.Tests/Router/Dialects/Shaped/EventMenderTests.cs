using System.Buffers;
using System.Text;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Dialects.Shaped;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Tests.Router.Dialects.Shaped;

public sealed class EventMenderTests
{
    [Fact]
    public void Write_NumberedCalls_PassByteForByte()
    {
        string[] events =
        [
            Event("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f","arguments":""}}]}}]}"""),
            Event("""{"choices":[{"index":0, "delta":{"tool_calls":[{"index":0,"function":{"arguments":"{}"}}]}}]}"""),
            Event("""{"choices":[{"index":0,"delta":{"tool_calls":[{"index":2,"id":"b","function":{"name":"f","arguments":""}}]}}]}"""),
            Event("""{"choices":[{"index":1,"delta":{"tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]}}]}"""),
        ];

        Assert.Equal(events, Mend(events));
    }

    [Theory]
    [InlineData("\"index\":0,", "\"index\":0,")] // All have the number 0.
    [InlineData("", "")] // None has a number.
    public void Write_CallsWithoutNumbersOfTheirOwn_AreNumberedByIdAndName(string first, string second)
    {
        var mended = Mend(
        [
            Event($$$"""{"choices":[{"delta":{"tool_calls":[{{{{first}}}"id":"a","function":{"name":"f","arguments":"{"}}]}}]}"""),
            Event($$$"""{"choices":[{"delta":{"tool_calls":[{{{{first}}}"function":{"arguments":"}"}}]}}]}"""),
            Event($$$"""{"choices":[{"delta":{"tool_calls":[{{{{second}}}"id":"b","function":{"name":"f","arguments":"{}"}}]}}]}"""),
            Event($$$"""{"choices":[{"delta":{"tool_calls":[{{{{second}}}"id":"b","function":{"name":"f","arguments":" "}}]}}]}"""),
            Event($$$"""{"choices":[{"delta":{"tool_calls":[{{{{second}}}"function":{"name":"g","arguments":"{}"}}]}}]}"""),
        ]);

        Assert.Equal(["0", "0", "1", "1", "2"], mended.Select(text => text.Split("\"index\":")[1][..1]));
    }

    [Fact]
    public void Write_CallsThatComeWhole_AreNumbered()
    {
        var mended = Mend([Event("""{"choices":[{"finish_reason":"tool_use","delta":{"tool_calls":[{"id":"a","function":{"name":"f"}},{"id":"b","function":{"name":"f"}}]}}]}""")]);

        Assert.Equal(
            Event("""{"choices":[{"finish_reason":"tool_calls","native_finish_reason":"tool_use","delta":{"tool_calls":[{"index":0,"id":"a","function":{"name":"f"}},{"index":1,"id":"b","function":{"name":"f"}}]}}]}"""),
            mended[0]);
    }

    private static string Event(string json) => $"data: {json}\n\n";

    private static List<string> Mend(IEnumerable<string> events)
    {
        var mender = new EventMender();
        using var framer = new SseFramer();
        var bytes = Encoding.UTF8.GetBytes(string.Concat(events));
        bytes.CopyTo(framer.GetMemory());
        framer.Advance(bytes.Length);
        var mended = new List<string>();
        while (framer.TryRead(out var block))
        {
            var facts = new AnswerFacts();
            OpenAiEvents.Scan(block.Data.Span, facts);
            Assert.True(facts.HoldsCalls);
            var output = new ArrayBufferWriter<byte>();
            mender.Write(block, facts, output);
            mended.Add(Encoding.UTF8.GetString(output.WrittenSpan));
        }

        return mended;
    }
}
