using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck.Xunit;
using YYC3.Llm.Router.Completions.Chunks;

namespace YYC3.Llm.Tests.Router.Completions;

/// <summary>A completion as chunks, and chunks as a completion.</summary>
public sealed class ChunkTests
{
    private const string Tools =
        """{"id":"c","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":null,"reasoning_content":"先查天气","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"北京\"}"}},{"index":1,"id":"call_2","type":"function","function":{"name":"now","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    [Fact]
    public void Replay_ToolsAndReasoning_ComeBackAsTheyWere() => AssertEqual(JsonNode.Parse(Tools)!, RoundTrip(Tools));

    [Property(MaxTest = 200)]
    public void Replay_AnyText_ComesBackAsItWas(string? text)
    {
        text = new string([.. (text ?? "").Where(c => !char.IsSurrogate(c))]) + "😀龍";
        var completion = JsonNode.Parse(Tools)!;
        completion["choices"]![0]!["message"]!["content"] = text;
        Assert.Equal(text, RoundTrip(completion.ToJsonString())["choices"]![0]!["message"]!["content"]!.GetValue<string>());
    }

    [Fact]
    public void Assemble_FragmentsOfSeveralChoices_AreKeptApart()
    {
        using var assembler = new CompletionAssembler();
        foreach (var chunk in new[]
        {
            """{"id":"c","model":"m","choices":[{"index":1,"delta":{"role":"assistant","content":"b"}},{"index":0,"delta":{"content":"a"},"flag":0}]}""",
            """{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{\"a\""}}]}}]}""",
            """{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":":1}"}}]},"finish_reason":"tool_calls"},{"index":1,"delta":{"content":"c"},"finish_reason":"stop"}]}""",
        })
        {
            assembler.Add(Encoding.UTF8.GetBytes($"data: {chunk}\n\n"));
        }

        var output = new ArrayBufferWriter<byte>();
        Assert.True(assembler.Write(output));
        var choices = JsonNode.Parse(output.WrittenSpan)!["choices"]!;
        Assert.Equal("a", choices[0]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal("{\"a\":1}", choices[0]!["message"]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
        Assert.Equal("bc", choices[1]!["message"]!["content"]!.GetValue<string>());
        Assert.Equal(0, choices[0]!["flag"]!.GetValue<int>());
    }

    [Fact]
    public void Assemble_WithoutAnEnd_IsNoAnswer()
    {
        using var assembler = new CompletionAssembler();
        assembler.Add("data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"a\"}}]}\n\n"u8);

        Assert.False(assembler.Write(new ArrayBufferWriter<byte>()));
    }

    private static JsonNode RoundTrip(string completion)
    {
        var events = new ArrayBufferWriter<byte>();
        CompletionReplay.Write(Encoding.UTF8.GetBytes(completion), includeUsage: true, events);
        using var assembler = new CompletionAssembler();
        assembler.Add(events.WrittenSpan);
        var output = new ArrayBufferWriter<byte>();
        Assert.True(assembler.Write(output));
        return JsonNode.Parse(output.WrittenSpan)!;
    }

    // A stream begins with an empty content where a whole message has none.
    private static void AssertEqual(JsonNode expected, JsonNode actual)
    {
        expected["choices"]![0]!["message"]!["content"] = "";
        Assert.True(JsonNode.DeepEquals(expected, actual), $"{expected.ToJsonString()}\n{actual.ToJsonString()}");
    }
}
