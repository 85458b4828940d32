using System.Text.Json;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Tests.Router.Dialects.Ollama;

public sealed class OllamaTranslationTests
{
    private readonly Translated ollama = new(DialectNames.Ollama, "qwen3");

    [Fact]
    public void Request_IsOllamas()
    {
        var sent = new Translated(DialectNames.Ollama, "qwen3", null, """{"options":{"num_ctx":8192},"keep_alive":"5m"}""").Request(
            """
            {"model":"m","temperature":0.5,"top_p":0.9,"seed":7,"max_tokens":100,"stop":"a","presence_penalty":0.1,"frequency_penalty":0.2,"reasoning_effort":"high","response_format":{"type":"json_schema","json_schema":{"schema":{"type":"object"}}},
             "tools":[{"type":"function","function":{"name":"look","parameters":{"type":"object"}}}],
             "messages":[{"role":"developer","content":"Be brief"},{"role":"user","content":[{"type":"text","text":"Look"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]},
              {"role":"assistant","content":null,"reasoning_content":"Hm","tool_calls":[{"id":"c1","type":"function","function":{"name":"look","arguments":"{\"x\":1}"}},{"id":"c2","type":"function","function":{"name":"look","arguments":""}}]},
              {"role":"tool","tool_call_id":"c1","content":"21"}]}
            """,
            stream: true);

        Json(
            """
            {"model":"qwen3","stream":true,"messages":[{"role":"system","content":"Be brief"},{"role":"user","content":"Look","images":["aGk="]},
              {"role":"assistant","content":"","thinking":"Hm","tool_calls":[{"id":"c1","function":{"index":0,"name":"look","arguments":{"x":1}}},{"id":"c2","function":{"index":1,"name":"look","arguments":{}}}]},
              {"role":"tool","content":"21","tool_name":"look"}],
             "tools":[{"type":"function","function":{"name":"look","description":"","parameters":{"type":"object"}}}],"think":true,"format":{"type":"object"},
             "options":{"temperature":0.5,"top_p":0.9,"seed":7,"presence_penalty":0.1,"frequency_penalty":0.2,"num_predict":100,"stop":["a"],"num_ctx":8192},"keep_alive":"5m"}
            """,
            sent);
    }

    [Theory]
    [InlineData("qwen3", "none", "false", null)]
    [InlineData("gpt-oss:20b", "minimal", "\"low\"", null)]
    [InlineData("gpt-oss:20b", "xhigh", "\"high\"", null)]
    [InlineData("gpt-oss:20b", "none", "\"low\"", "reasoning_effort changed to low: gpt-oss always thinks")]
    public void ReasoningEffort_BecomesThink(string model, string effort, string expected, string? warning)
    {
        var translated = new Translated(DialectNames.Ollama, model);

        Json(expected, translated.Request($$"""{"model":"m","messages":[{"role":"user","content":"?"}],"reasoning_effort":"{{effort}}"}""").GetProperty("think"));
        Assert.Equal(warning, translated.Warnings.Header);
    }

    [Fact]
    public void ToolChoice_IsKeptByLeavingToolsOut()
    {
        const string Tools = """
            "messages":[{"role":"user","content":"?"}],"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}]
            """;

        Assert.False(ollama.Request($$"""{"model":"m","tool_choice":"none",{{Tools}}}""").TryGetProperty("tools", out _));
        Assert.Null(ollama.Warnings.Header);
        Assert.Equal(1, ollama.Request($$"""{"model":"m","n":2,"tool_choice":{"type":"function","function":{"name":"g"} },{{Tools}}}""").GetProperty("tools").GetArrayLength());
        Assert.Equal("n changed to 1: ollama answers once; tool_choice changed to auto: ollama does not force calls", ollama.Warnings.Header);
    }

    [Theory]
    [InlineData("""[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://x/a.png"}}]}]""", "messages[0].content[0].image_url.url")]
    [InlineData("""[{"role":"user","content":[{"type":"input_audio","input_audio":{}}]}]""", "messages[0].content[0].type")]
    [InlineData("""[{"role":"tool","tool_call_id":"nobody","content":"x"}]""", "messages[0].tool_call_id")]
    [InlineData("""[{"role":"user","content":"\ud800"}]""", "messages")]
    public void WhatCannotBeAsked_NamesItsField(string messages, string field) => Assert.Equal(field, ollama.Refused($$"""{"model":"m","messages":{{messages}}}""").Param);

    [Fact]
    public void Answer_IsOpenAis()
    {
        var answer = ollama.Answer(OllamaSamples.Thinking);
        var message = answer.GetProperty("choices")[0].GetProperty("message");

        Assert.Equal(("你好", "用户说"), (message.GetProperty("content").GetString(), message.GetProperty("reasoning_content").GetString()));
        Assert.Equal(1_782_907_200, answer.GetProperty("created").GetInt64());
        Assert.Equal(11, answer.GetProperty("usage").GetProperty("total_tokens").GetInt64());
        Assert.Equal(new TokenUsage { InputUncached = 9, Output = 2 }, ollama.Facts.Usage);
        Assert.Equal("""{"prompt_eval_count":9,"eval_count":2,"total_duration":5}""", System.Text.Encoding.UTF8.GetString(ollama.Facts.RawUsage!));
    }

    [Fact]
    public void UnknownUsage_IsNotZero()
    {
        var answer = ollama.Answer(OllamaSamples.Line("\"content\":\"x\"", "\"done\":true,\"done_reason\":\"length\",\"eval_count\":3"));

        Assert.False(answer.TryGetProperty("usage", out _));
        Assert.Null(ollama.Facts.Usage);
        Assert.Equal("length", answer.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
    }

    [Fact]
    public void Stream_EndsWithItsLastLine()
    {
        var (chunks, failure, isWhole) = ollama.Stream(string.Join(
            "\n", OllamaSamples.Line("\"content\":\"\",\"thinking\":\"Let\""), OllamaSamples.Line("\"content\":\"\",\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"a\":1}}}]"),
            OllamaSamples.Line("\"tool_calls\":[{\"id\":\"own\",\"function\":{\"name\":\"g\",\"arguments\":{}}}]"), OllamaSamples.Line("\"content\":\"\"", OllamaSamples.Counts)));

        Assert.Null(failure);
        Assert.True(isWhole);
        Assert.Equal(5, chunks.Count);
        Assert.Equal("Let", chunks[0].GetProperty("choices")[0].GetProperty("delta").GetProperty("reasoning_content").GetString());
        var calls = chunks.Skip(1).Take(2).Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("tool_calls")[0]).ToList();
        Assert.Equal([(0, "call_0123456789abcdef00", "{\"a\":1}"), (1, "own", "{}")], calls.Select(call => (call.GetProperty("index").GetInt32(), call.GetProperty("id").GetString()!, call.GetProperty("function").GetProperty("arguments").GetString()!)));
        Assert.Equal("tool_calls", chunks[3].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(9, chunks[4].GetProperty("usage").GetProperty("prompt_tokens").GetInt64());
    }

    [Fact]
    public void StreamThatFails_SaysSo()
    {
        var (_, failure, _) = ollama.Stream(OllamaSamples.Line("\"content\":\"x\"") + "\n{\"error\":\"model runner has unexpectedly stopped\"}\n");

        Assert.Equal("model runner has unexpectedly stopped", failure?.Message);
        Assert.False(ollama.Stream(OllamaSamples.Line("\"content\":\"x\"")).IsWhole);
    }

    private static void Json(string expected, JsonElement actual)
    {
        using var document = JsonDocument.Parse(expected);
        Assert.True(JsonElement.DeepEquals(document.RootElement, actual), $"Expected {expected}\nbut got {actual.GetRawText()}");
    }
}
