using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Router.Dialects.Anthropic;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Messages;

/// <summary>Messages to a deployment that speaks them: the caller's bytes go through, and the provider's come back.</summary>
public sealed class NativeMessagesTests : IAsyncLifetime
{
    private ScriptedProvider native = null!;
    private ScriptedProvider other = null!;
    private RouterUnderTest router = null!;

    public async ValueTask InitializeAsync()
    {
        native = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, AnthropicSamples.Tools, ("request-id", "req_up"), ("anthropic-ratelimit-requests-remaining", "7")));
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
    public async Task Can_PassRequestAndAnswerByteForByte()
    {
        const string rest = """, "max_tokens" : 10,"system":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}],"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":[{"type":"text","text":"你好"}]}],"future":[1.0]}""";
        using var answer = await MessagesRouter.AskAsync(router.Client, "{ \"model\" : \"native\"" + rest, headers: [("anthropic-beta", "a-1,b-2"), ("anthropic-version", "2023-06-01")]);

        Assert.Equal(AnthropicSamples.Tools, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var asked = Assert.Single(native.Requests);
        Assert.Equal("/v1/messages", asked.Path);
        Assert.Equal("{ \"model\" : \"claude-sonnet-5\"" + rest, asked.Text);
        Assert.Equal("secret-claude", asked.Headers["x-api-key"]);
        Assert.Equal("2023-06-01", asked.Headers["anthropic-version"]);
        Assert.Equal("from-catalog,a-1,b-2", asked.Headers["anthropic-beta"].Replace(" ", ""));
        Assert.False(asked.Headers.ContainsKey("Authorization"));
        Assert.Equal("req_up", answer.Headers.GetValues("x-request-id").Single());
        Assert.Equal("7", answer.Headers.GetValues("anthropic-ratelimit-requests-remaining").Single());
        Assert.StartsWith("req_", answer.Headers.GetValues("request-id").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_PassEventsAsTheyAre()
    {
        native.Script = ScriptedProvider.Stream(AnthropicSamples.ToolStream[..700], AnthropicSamples.ToolStream[700..]);
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"native","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"x"}]}""");

        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(AnthropicSamples.ToolStream, string.Concat(text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(block => !block.StartsWith(':')).Select(block => block + "\n\n")));
        Assert.DoesNotContain("stream_options", native.Requests.Single().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_EndABrokenStreamWithAnErrorEvent()
    {
        var begun = AnthropicSamples.TextStream[..AnthropicSamples.TextStream.IndexOf("event: content_block_stop", StringComparison.Ordinal)];
        foreach (var script in new[] { ScriptedProvider.Stream(begun), ScriptedProvider.Stream(begun, AnthropicSamples.Events("""{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""")) })
        {
            native.Script = script;
            using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"both","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"x"}]}""");

            var events = MessagesRouter.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("error", MessagesRouter.Type(events[^1]));
            Assert.False(string.IsNullOrEmpty(events[^1].GetProperty("error").GetProperty("message").GetString()));
            Assert.StartsWith("req_", events[^1].GetProperty("request_id").GetString(), StringComparison.Ordinal);
            Assert.Equal(2, events.Count(item => MessagesRouter.Type(item) == "content_block_delta"));
        }

        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Can_MoveOnToADeploymentOfAnotherDialect()
    {
        native.Script = ScriptedProvider.Json(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""");
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"both","max_tokens":10,"messages":[{"role":"user","content":"x"}]}""");

        var message = await MessagesRouter.JsonAsync(answer);
        Assert.Equal("Hi 你好", message.GetProperty("content")[0].GetProperty("text").GetString());
        Assert.Equal("2", answer.Headers.GetValues("x-yyc3-attempts").Single());
        Assert.Equal("up", JsonElement.Parse(other.Requests.Single().Text).GetProperty("model").GetString());
    }

    [Theory]
    [InlineData(400, "invalid_request_error", "prompt is too long: 3 > 2", 400, "invalid_request_error")]
    [InlineData(401, "authentication_error", "bad key", 502, "api_error")]
    [InlineData(429, "rate_limit_error", "Slow", 429, "rate_limit_error")]
    [InlineData(529, "overloaded_error", "Overloaded", 503, "overloaded_error")]
    [InlineData(404, "not_found_error", "model: x", 404, "not_found_error")]
    public async Task Can_TellErrorsInAnthropicsForm(int status, string type, string message, int told, string expected)
    {
        native.Script = ScriptedProvider.Json(status, $"{{\"type\":\"error\",\"error\":{{\"type\":\"{type}\",\"message\":\"{message}\"}}}}");
        using var answer = await MessagesRouter.AskAsync(router.Client, """{"model":"native","max_tokens":10,"messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal(told, (int)answer.StatusCode);
        var error = await MessagesRouter.JsonAsync(answer);
        Assert.Equal("error", MessagesRouter.Type(error));
        Assert.Equal(expected, MessagesRouter.Type(error.GetProperty("error")));
        Assert.Contains(message, error.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(answer.Headers.GetValues("request-id").Single(), error.GetProperty("request_id").GetString());
    }

    [Fact]
    public async Task Can_CountTokensWhereTheProviderDoesAndHere()
    {
        native.Script = ScriptedProvider.Json(200, """{"input_tokens":2095}""");
        const string rest = ""","system":"Be brief.","tools":[{"name":"f","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":[{"type":"text","text":"Hello there"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}""";
        using var asked = await MessagesRouter.AskAsync(router.Client, "{\"model\":\"native\"" + rest, "/v1/messages/count_tokens");
        using var counted = await MessagesRouter.AskAsync(router.Client, "{\"model\":\"other\"" + rest, "/v1/messages/count_tokens");
        using var unknown = await MessagesRouter.AskAsync(router.Client, "{\"model\":\"nobody\"" + rest, "/v1/messages/count_tokens");
        using var wrong = await MessagesRouter.AskAsync(router.Client, "{\"model\":\"other\"}", "/v1/messages/count_tokens");

        Assert.Equal(2095, (await MessagesRouter.JsonAsync(asked)).GetProperty("input_tokens").GetInt64());
        Assert.Equal("/v1/messages/count_tokens", native.Requests.Single().Path);
        Assert.Equal("{\"model\":\"claude-sonnet-5\"" + rest, native.Requests.Single().Text);
        Assert.InRange((await MessagesRouter.JsonAsync(counted)).GetProperty("input_tokens").GetInt64(), 1610, 1640);
        Assert.Empty(other.Requests);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        Assert.Equal("not_found_error", MessagesRouter.Type((await MessagesRouter.JsonAsync(unknown)).GetProperty("error")));
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Equal("invalid_request_error", MessagesRouter.Type((await MessagesRouter.JsonAsync(wrong)).GetProperty("error")));
    }
}
