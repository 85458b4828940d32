using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Messages;

/// <summary>What callers of Anthropic's API read of a model behind OpenAI's wire, taken as strictly as an SDK may: each block begun, filled and ended in its turn.</summary>
public sealed class MessageOrderTests
{
    private const string Usage = """ "usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11,"prompt_tokens_details":{"cached_tokens":4}} """;

    [Theory]
    [InlineData("""{"role":"assistant","content":"Hi"}""", "stop", """[{"type":"text","text":"Hi"}]""", "end_turn")]
    [InlineData("""{"role":"assistant","content":"Hi"}""", "length", """[{"type":"text","text":"Hi"}]""", "max_tokens")]
    [InlineData("""{"role":"assistant","content":null,"refusal":"No"}""", "content_filter", """[{"type":"text","text":"No"}]""", "refusal")]
    [InlineData("""{"role":"assistant","content":null,"reasoning_content":"Hm","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":""}}]}""", "stop",
        """[{"type":"thinking","thinking":"Hm","signature":""},{"type":"tool_use","id":"call_1","name":"f","input":{"a":1}},{"type":"tool_use","id":"call_2","name":"g","input":{}}]""", "tool_use")]
    [InlineData("""{"role":"assistant","content":"x","reasoning_content":"Hm","reasoning_details":[{"type":"reasoning.text","text":"Hm","signature":"Eq","format":"anthropic-claude-v1","index":0}]}""", "stop",
        """[{"type":"thinking","thinking":"Hm","signature":"Eq"},{"type":"text","text":"x"}]""", "end_turn")]
    public async Task Can_ReadAWholeAnswer(string message, string finish, string content, string stopReason)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200,
            $$"""{"id":"c","object":"chat.completion","created":1,"model":"gpt","choices":[{"index":0,"message":{{message}},"finish_reason":"{{finish}}"}],{{Usage}}}"""));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.MessagesAsync(MessagesCaller.Request());

        var read = await answer.JsonAsync();
        Assert.Equal(["id", "type", "role", "model", "content", "stop_reason", "stop_sequence", "usage"], read.Fields());
        Assert.StartsWith("msg_", read.Text("id"), StringComparison.Ordinal);
        Assert.Equal(("message", "assistant", "gpt", stopReason), (read.Text("type"), read.Text("role"), read.Text("model"), read.Text("stop_reason")));
        Assert.Equal(content, read.GetProperty("content").GetRawText());
        Assert.Equal("""{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":2}""", read.GetProperty("usage").GetRawText());
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task Can_ReadAStreamInItsOrder()
    {
        var read = await StreamAsync(
            Samples.Role, Delta("{\"reasoning_content\":\"The \"}"), Delta("{\"reasoning_content\":\"user\"}"), Samples.Text("Hi "), Samples.Text("你好"),
            Delta("{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
            Delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}"),
            Delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"1}\"}}]}"),
            Delta("{}", "tool_calls"), $"data: {{\"choices\":[],{Usage}}}\n\n", Samples.Done);

        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop",
                "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            read.Select(at => at.Text("type")));
        var (content, reason, usage) = MessagesCaller.Accumulate(read);
        Assert.Equal("tool_use", reason);
        Assert.Equal("""{"type":"thinking","thinking":"The user","signature":""}""", content[0].GetRawText());
        Assert.Equal("Hi 你好", content[1].Text("text"));
        Assert.Equal(("call_1", "f", "{\"a\":1}"), (content[2].Text("id"), content[2].Text("name"), content[2].Text("input")));
        Assert.Equal("""{"input_tokens":5,"cache_creation_input_tokens":0,"cache_read_input_tokens":4,"output_tokens":2}""", usage.GetRawText());
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 0)]
    [InlineData(null, null)]
    public async Task Can_ReadParallelToolCallsHoweverTheyAreNumbered(int? first, int? second)
    {
        var read = await StreamAsync(
            Delta($"{{\"tool_calls\":[{{{Index(first)}\"id\":\"a\",\"function\":{{\"name\":\"f\",\"arguments\":\"{{}}\"}}}}]}}"),
            Delta($"{{\"tool_calls\":[{{{Index(second)}\"id\":\"b\",\"function\":{{\"name\":\"g\",\"arguments\":\"{{\\\"x\\\":\"}}}}]}}"),
            Delta($"{{\"tool_calls\":[{{{Index(second)}\"function\":{{\"arguments\":\"2}}\"}}}}]}}"),
            Delta("{}", "stop"), Samples.Done);

        var (content, reason, _) = MessagesCaller.Accumulate(read);
        Assert.Equal([("a", "{}"), ("b", "{\"x\":2}")], content.Select(block => (block.Text("id"), block.Text("input"))));
        Assert.Equal("tool_use", reason);

        static string Index(int? index) => index is null ? "" : $"\"index\":{index},";
    }

    [Fact]
    public async Task Can_ReadInterleavedToolCalls()
    {
        var read = await StreamAsync(
            Delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}},{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\"}}]}"),
            Delta("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"}\"}},{\"index\":0,\"function\":{\"arguments\":\"}\"}}]}"),
            Delta("{}", "tool_calls"), Samples.Done);

        Assert.Equal([("a", "{}"), ("b", "{}")], MessagesCaller.Accumulate(read).Content.Select(block => (block.Text("id"), block.Text("input"))));
    }

    [Fact]
    public async Task Can_ReadSignedAndHiddenThoughts()
    {
        var read = await StreamAsync(
            Delta("{\"reasoning_content\":\"One\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"One\",\"format\":\"anthropic-claude-v1\",\"index\":0}]}"),
            Delta("{\"reasoning_details\":[{\"type\":\"reasoning.text\",\"signature\":\"S1\",\"format\":\"anthropic-claude-v1\",\"index\":0}]}"),
            Delta("{\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"D\",\"format\":\"anthropic-claude-v1\",\"index\":1}]}"),
            Delta("{\"reasoning_content\":\"Two\",\"reasoning_details\":[{\"type\":\"reasoning.text\",\"text\":\"Two\",\"format\":\"anthropic-claude-v1\",\"index\":2}]}"),
            Samples.Text("x"), Samples.Finish, Samples.Done);

        Assert.Equal(
            ["""{"type":"thinking","thinking":"One","signature":"S1"}""", """{"type":"redacted_thinking","data":"D"}""", """{"type":"thinking","thinking":"Two","signature":""}""", """{"type":"text","text":"x"}"""],
            MessagesCaller.Accumulate(read).Content.Select(block => block.GetRawText()));
    }

    [Fact]
    public async Task Can_SeeAStreamFail()
    {
        var read = await StreamAsync(Samples.Role, Samples.Text("Hal"), Samples.ErrorEvent);

        Assert.Equal(["message_start", "content_block_start", "content_block_delta", "error"], read.Select(at => at.Text("type")));
        Assert.Equal("api_error", read[^1].GetProperty("error").Text("type"));
    }

    [Theory]
    [InlineData(429, "rate_limit_exceeded", 429, "rate_limit_error")]
    [InlineData(503, "overloaded", 503, "overloaded_error")]
    [InlineData(400, "context_length_exceeded", 400, "invalid_request_error")]
    [InlineData(401, "invalid_api_key", 502, "api_error")]
    public async Task Can_ReadErrorsInAnthropicsShape(int status, string code, int told, string type)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(status, Samples.Error(code, "It is so.")));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var plain = await router.MessagesAsync(MessagesCaller.Request());
        using var streamed = await router.MessagesAsync(MessagesCaller.Request(stream: true));

        Assert.Contains("It is so.", await plain.MessagesErrorAsync(told, type), StringComparison.Ordinal);
        Assert.Contains("It is so.", await streamed.MessagesErrorAsync(told, type), StringComparison.Ordinal);
    }

    private static async Task<List<JsonElement>> StreamAsync(params string[] chunks)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(chunks));
        await using var router = await RouterUnderTest.StartAsync(provider);
        using var answer = await router.MessagesAsync(MessagesCaller.Request(stream: true));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        return MessagesCaller.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    private static string Delta(string delta, string? finish = null) =>
        $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":{(finish is null ? "null" : $"\"{finish}\"")}}}]}}\n\n";
}
