using System.Text.Json;
using FsCheck.Xunit;
using YYC3.Llm.AppHost.Local.Dashboard.GenAi;
using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class ModelCallTests
{
    private const string Input = """
        [{"role":"user","parts":[{"type":"text","content":"退货要多久？"},{"type":"blob","mime_type":"image/png","modality":"image","content":"aGk="}]},
         {"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"file_search","arguments":{"query":"退货"}}]},
         {"role":"user","parts":[{"type":"tool_call_response","id":"c1","response":["七日"]}]},
         {"role":"user","parts":[{"content":"no type"},{"type":"new_kind","x":1}]}]
        """;

    private const string Output = """[{"role":"assistant","parts":[{"type":"reasoning","content":"source 1"},{"type":"text","content":"七日 [1]"}],"finish_reason":"stop"}]""";

    [Fact]
    public void Read_Attributes_GivesHeaderAndMessages()
    {
        var call = ModelCallReader.Read(
            Call(
                ("gen_ai.request.model", "default"), ("gen_ai.response.model", "glm-5.2"), ("gen_ai.usage.input_tokens", "12"), ("gen_ai.usage.output_tokens", "34"),
                ("gen_ai.response.finish_reasons", """["stop"]"""), ("gen_ai.system_instructions", """[{"type":"text","content":"Be brief."}]"""),
                ("gen_ai.input.messages", Input), ("gen_ai.output.messages", Output),
                ("gen_ai.tool.definitions", """[{"type":"function","name":"file_search","description":"d","parameters":{"type":"object"}}]""")),
            []);
        Assert.Equal(("zhipu", "default", "glm-5.2", 12L, 34L), (call.Provider, call.RequestModel, call.ResponseModel, call.InputTokens!.Value, call.OutputTokens!.Value));
        Assert.Equal("attributes", call.MessageSource);
        Assert.Equal(["stop"], call.FinishReasons);
        Assert.Equal(["system", "user", "assistant", "tool", "user", "assistant"], call.Messages.Select(message => message.Role));
        Assert.Equal(["text", "text", "media", "tool_call", "tool_call_response", "error", "new_kind", "reasoning", "text"], call.Messages.SelectMany(message => message.Parts).Select(part => part.Type));
        Assert.Equal(new MessagePart("tool_call", """{"query":"退货"}""", "file_search", "c1"), call.Messages[2].Parts[0]);
        Assert.True(call.Messages[^1].IsOutput);
        Assert.Equal("file_search", Assert.Single(call.Tools).Name);
        Assert.Null(call.Error);
    }

    [Fact]
    public void Read_SeveralSources_TakesTheFirstThatHasMessages()
    {
        var span = Call(("gen_ai.prompt.0.role", "user"), ("gen_ai.prompt.0.content", "flattened"), ("gen_ai.completion.0.message.content", "answer"));
        Assert.Equal("flattened", ModelCallReader.Read(span, []).MessageSource);
        Assert.Equal(["user", "assistant"], ModelCallReader.Read(span, []).Messages.Select(message => message.Role));

        span = span with { Events = [new SpanEvent(1, "gen_ai.user.message", [new("gen_ai.event.content", """{"content":"by event"}""")])] };
        Assert.Equal(("events", "by event"), First(span, []));

        LogEntry[] logs = [
            Samples.Log("""{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}}""") with { EventName = "gen_ai.choice", Time = 9 },
            Samples.Log("""{"id":"c0","content":"by log"}""") with { EventName = "gen_ai.tool.message", Time = 5 },
            Samples.Log("unrelated")];
        Assert.Equal(("logs", "by log"), First(span, logs));
        var call = ModelCallReader.Read(span, logs);
        Assert.Equal(new MessagePart("tool_call", "{}", "f", "c1"), call.Messages[1].Parts[0]);
        Assert.Equal(["tool_calls"], call.FinishReasons);

        span = span with { Attributes = [.. span.Attributes, new("gen_ai.output.messages", Output)] };
        Assert.Equal(("attributes", "source 1"), First(span, logs));

        static (string?, string) First(Span span, LogEntry[] logs)
        {
            var call = ModelCallReader.Read(span, logs);
            return (call.MessageSource, call.Messages[0].Parts[0].Text);
        }
    }

    [Fact]
    public void Read_FailedCallWithoutContent_SaysWhatFailed()
    {
        var call = ModelCallReader.Read(Call(("error.type", "429")) with { Status = "Error", StatusMessage = "too many requests" }, []);
        Assert.Equal(("429: too many requests", 0, (string?)null), (call.Error, call.Messages.Count, call.MessageSource));
    }

    [Fact]
    public void Read_EvaluationEvents_AreShown()
    {
        var log = Samples.Log("") with { EventName = "gen_ai.evaluation.result", Attributes = [new("gen_ai.evaluation.name", "Relevance"), new("gen_ai.evaluation.score.value", "0.9")] };
        Assert.Equal(new Evaluation("Relevance", null, "0.9", null), Assert.Single(ModelCallReader.Read(Call(), [log]).Evaluations));
    }

    [Fact]
    public void Parse_MessagesCutAnywhere_KeepWhatWasThere()
    {
        for (var length = 1; length <= Input.Length; length++)
        {
            Assert.True(LenientJson.Parse(Input[..length]) is { ValueKind: JsonValueKind.Array }, Input[..length]);
        }

        var cut = MessageReader.Messages(Input[..Input.IndexOf("要多久", StringComparison.Ordinal)], areOutput: false);
        Assert.Equal("退货", Assert.Single(Assert.Single(cut).Parts).Text);
    }

    [Theory]
    [InlineData("""["a\""", """["a"]""")]
    [InlineData("""["a\u4f6""", """["a"]""")]
    [InlineData("""["a\u4f60""", """["a\u4f60"]""")]
    [InlineData("""["a\\u""", """["a\\u"]""")]
    [InlineData("""{"a":1,"b""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":tr""", """{"a":1}""")]
    [InlineData("""[1,2""", """[1]""")]
    [InlineData("no json", null)]
    [InlineData("}", null)]
    public void Parse_CutJson_IsClosed(string text, string? expected) =>
        Assert.Equal(expected, LenientJson.Parse(text)?.GetRawText());

    [Property(MaxTest = 1_000)]
    public void Parse_AnyText_NeverThrows(string? text) => LenientJson.Parse(text ?? string.Empty);

    private static Span Call(params (string Key, string Value)[] attributes) =>
        Samples.Span(1, 1, attributes: [new("gen_ai.provider.name", "zhipu"), .. attributes.Select(one => new TelemetryAttribute(one.Key, one.Value))]);
}
