using System.Net;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Messages;

/// <summary>Messages to a deployment that speaks OpenAI's wire.</summary>
public sealed class TranslatedMessagesTests : IAsyncLifetime
{
    private const string Agent = """
        {"model":"other","max_tokens":100,"system":[{"type":"text","text":"Be","cache_control":{"type":"ephemeral"}},{"type":"text","text":"brief"}],"stop_sequences":["END"],"temperature":0.5,"metadata":{"user_id":"u1"},
         "thinking":{"type":"enabled","budget_tokens":4000},"tool_choice":{"type":"any","disable_parallel_tool_use":true},
         "tools":[{"name":"f","description":"d","input_schema":{"type":"object","properties":{"a":{"type":"integer"}}}},{"type":"web_search_20250305","name":"web_search"}],
         "messages":[{"role":"user","content":"Hi"},
          {"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"I do."},{"type":"tool_use","id":"toolu_1","name":"f","input":{"a":1}},{"type":"tool_use","id":"toolu_2","name":"f","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_1","content":[{"type":"text","text":"one"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},{"type":"tool_result","tool_use_id":"toolu_2","is_error":true,"content":"broke"},{"type":"text","text":"go on"}]}]
        """;

    private ScriptedProvider native = null!;
    private ScriptedProvider other = null!;
    private RouterUnderTest router = null!;

    public async ValueTask InitializeAsync()
    {
        native = await ScriptedProvider.StartAsync();
        other = await ScriptedProvider.StartAsync();
        router = await MessagesRouter.StartAsync(native, other);
    }

    public async ValueTask DisposeAsync()
    {
        await router.DisposeAsync();
        await native.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Can_AskInOpenAisWire()
    {
        using var answer = await MessagesRouter.AskAsync(router.Client, Agent + "}");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """{"model":"up","max_completion_tokens":100,"temperature":0.5,"stop":["END"],"user":"u1","reasoning_effort":"medium","tools":[{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"integer"}}}}}],"tool_choice":"required","parallel_tool_calls":false,"messages":[{"role":"system","content":"Be\n\nbrief"},{"role":"user","content":"Hi"},{"role":"assistant","content":"I do.","reasoning_content":"hm","reasoning_details":[{"type":"reasoning.text","text":"hm","signature":"s","format":"anthropic-claude-v1","index":0},{"type":"reasoning.encrypted","data":"d","format":"anthropic-claude-v1","index":1}],"tool_calls":[{"id":"toolu_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"toolu_2","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"toolu_1","content":"one\n(What this call showed, 1 in number, follows in the next message.)"},{"role":"tool","tool_call_id":"toolu_2","content":"Error: broke"},{"role":"user","content":[{"type":"text","text":"What the call toolu_1 showed:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}},{"type":"text","text":"go on"}]}]}""",
            other.Requests.Single().Text);
    }

    [Fact]
    public async Task Can_AnswerPlainText()
    {
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"other","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.Equal(
            """{"id":"msg_1","type":"message","role":"assistant","model":"m-upstream","content":[{"type":"text","text":"Hi 你好"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2}}""",
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Can_AnswerCallsAndReasoningWithExclusiveUsage()
    {
        other.Script = ScriptedProvider.Json(200, """{"id":"c","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":null,"reasoning_content":"hm","tool_calls":[{"id":"call_1","type":"function","function":{"name":"f","arguments":"{\"a\":1}"}},{"id":"call_2","type":"function","function":{"name":"g","arguments":""}},{"id":"call_3","type":"function","function":{"name":"h","arguments":"oops"}}]},"finish_reason":"stop"}],"usage":{"prompt_tokens":20,"completion_tokens":5,"total_tokens":25,"prompt_tokens_details":{"cached_tokens":12}}}""");
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"other","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}""");

        var message = await MessagesRouter.JsonAsync(answer);
        Assert.Equal("""[{"type":"thinking","thinking":"hm","signature":""},{"type":"tool_use","id":"call_1","name":"f","input":{"a":1}},{"type":"tool_use","id":"call_2","name":"g","input":{}},{"type":"tool_use","id":"call_3","name":"h","input":{"arguments":"oops"}}]""", message.GetProperty("content").GetRawText());
        Assert.Equal("tool_use", message.GetProperty("stop_reason").GetString());
        Assert.Equal("""{"input_tokens":8,"cache_creation_input_tokens":0,"cache_read_input_tokens":12,"output_tokens":5}""", message.GetProperty("usage").GetRawText());
    }

    [Fact]
    public async Task Can_StreamBlocksInAnthropicsOrder()
    {
        other.Script = ScriptedProvider.Stream(
            Samples.Role,
            Chunk("""{"reasoning_content":"hm"}"""),
            Chunk("""{"content":"I "}"""),
            Chunk("""{"content":"do."}"""),
            Chunk("""{"tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"f","arguments":""}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"{\"a\":"}}]}"""),
            Chunk("""{"tool_calls":[{"index":0,"function":{"arguments":"1}"}}]}"""),
            Chunk("""{"tool_calls":[{"index":1,"id":"call_2","type":"function","function":{"name":"g","arguments":"{}"}}]}"""),
            Samples.Finish.Replace("stop", "tool_calls"),
            Samples.Usage,
            Samples.Done);
        using var answer = await MessagesRouter.AskAsync(router.Client, Agent + ",\"stream\":true}");

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        var events = MessagesRouter.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(
            ["message_start", "content_block_start", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta", "content_block_stop", "message_delta", "message_stop"],
            events.Select(MessagesRouter.Type));
        Assert.Equal("msg_c", events[0].GetProperty("message").GetProperty("id").GetString());
        Assert.True(events[0].GetProperty("message").GetProperty("usage").GetProperty("input_tokens").GetInt64() > 10);
        Assert.Equal([0, 1, 2, 3], events.Where(item => MessagesRouter.Type(item) == "content_block_start").Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal("""{"type":"tool_use","id":"call_1","name":"f","input":{}}""", events[8].GetProperty("content_block").GetRawText());
        Assert.Equal("""{"a":1}""", string.Concat(events.Where(item => MessagesRouter.Type(item) == "content_block_delta" && item.GetProperty("index").GetInt32() == 2).Select(item => item.GetProperty("delta").GetProperty("partial_json").GetString())));
        Assert.Equal("""{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2}}""", events[^2].GetRawText());
        Assert.Contains("\"include_usage\":true", other.Requests.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_EndABrokenStreamWithAnErrorEvent()
    {
        other.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"));
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"other","stream":true,"max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}""");

        var events = MessagesRouter.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["message_start", "content_block_start", "content_block_delta", "error"], events.Select(MessagesRouter.Type));
        Assert.Equal("api_error", MessagesRouter.Type(events[^1].GetProperty("error")));
    }

    [Theory]
    [InlineData("{", 400, "invalid_request_error")]
    [InlineData("""{"model":"other","messages":[{"role":"nobody","content":"x"}]}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"other","messages":[{"role":"user","content":[{"text":"x"}]}]}""", 400, "invalid_request_error")]
    [InlineData("""{"model":"nobody","messages":[{"role":"user","content":"x"}]}""", 404, "not_found_error")]
    public async Task Refuses_WhatIsWrongInAnthropicsForm(string body, int status, string type)
    {
        using var answer = await MessagesRouter.AskAsync(router.Client, body);

        Assert.Equal(status, (int)answer.StatusCode);
        var error = await MessagesRouter.JsonAsync(answer);
        Assert.Equal(("error", type), (MessagesRouter.Type(error), MessagesRouter.Type(error.GetProperty("error"))));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Can_TellAgentsThatThePromptIsTooLong()
    {
        other.Script = ScriptedProvider.Json(400, Samples.Error("context_length_exceeded", "This model's maximum context length is 8 tokens.", "invalid_request_error"));
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"other","max_tokens":10,"messages":[{"role":"user","content":"Hi"}]}""");

        Assert.StartsWith("prompt is too long", (await MessagesRouter.JsonAsync(answer)).GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static string Chunk(string delta) => $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":null}}]}}\n\n";
}
