using System.Net;
using System.Text;
using YYC3.Llm.Tests.Router.Dialects.Anthropic;
using YYC3.Llm.Tests.Router.Messages;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Messages;

/// <summary>Anthropic's API at the edge, with the real Router behind it.</summary>
public sealed class MessagesEdgeTests : IAsyncLifetime
{
    private ScriptedProvider native = null!;
    private ScriptedProvider other = null!;
    private RouterUnderTest router = null!;
    private ChatApiHost api = null!;

    public async ValueTask InitializeAsync()
    {
        native = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, AnthropicSamples.Text));
        other = await ScriptedProvider.StartAsync();
        router = await MessagesRouter.StartAsync(native, other, ChatApiHost.InternalKey);
        api = await ChatApiHost.StartAsync(new() { Router = router.Client.BaseAddress, Settings = new Dictionary<string, string> { ["Limits:BodyBytes"] = "4096" } });
    }

    public async ValueTask DisposeAsync()
    {
        await api.DisposeAsync();
        await router.DisposeAsync();
        await native.DisposeAsync();
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Can_AskWithAnthropicsHeaders()
    {
        using var answer = await AskAsync("""{"model":"native","max_tokens":10,"metadata":{"user_id":"u1"},"messages":[{"role":"user","content":"Hi"}]}""", ("anthropic-beta", "x-1"), ("anthropic-version", "2023-06-01"));

        Assert.Equal(AnthropicSamples.Text, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        var asked = native.Requests.Single();
        Assert.Equal("from-catalog,x-1", asked.Headers["anthropic-beta"].Replace(" ", ""));
        Assert.Equal("2023-06-01", asked.Headers["anthropic-version"]);
        Assert.Equal("secret-claude", asked.Headers["x-api-key"]);
        Assert.DoesNotContain(asked.Headers, header => header.Value.Contains("sk-yyc3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Can_StreamFromEitherKindOfDeployment()
    {
        native.Script = ScriptedProvider.Stream(AnthropicSamples.TextStream);
        other.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Text(" 你好"), Samples.Finish, Samples.Usage, Samples.Done);
        foreach (var model in new[] { "native", "other" })
        {
            using var answer = await AskAsync($$"""{"model":"{{model}}","max_tokens":10,"stream":true,"messages":[{"role":"user","content":"Hi"}]}""");

            var events = MessagesRouter.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Where(item => MessagesRouter.Type(item) != "ping").ToList();
            Assert.Equal(["message_start", "content_block_start", "content_block_delta", "content_block_delta", "content_block_stop", "message_delta", "message_stop"], events.Select(MessagesRouter.Type));
            Assert.Equal(2, events[^2].GetProperty("usage").GetProperty("output_tokens").GetInt64());
        }
    }

    [Fact]
    public async Task Can_CountTokens()
    {
        using var answer = await MessagesRouter.AskAsync(api.Anonymous, """{"model":"other","messages":[{"role":"user","content":"Hello there"}]}""", "/v1/messages/count_tokens", ("x-api-key", ChatApiHost.AdminKey));

        Assert.Equal(6, (await MessagesRouter.JsonAsync(answer)).GetProperty("input_tokens").GetInt64());
    }

    [Fact]
    public async Task Refuses_InAnthropicsForm()
    {
        using var anonymous = await MessagesRouter.AskAsync(api.Anonymous, "{}");
        using var large = await AskAsync($$"""{"model":"other","messages":[{"role":"user","content":"{{new string('a', 5000)}}"}]}""");
        await using var alone = await ChatApiHost.StartAsync();
        using var down = await MessagesRouter.AskAsync(alone.Anonymous, """{"model":"other","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", headers: [("x-api-key", ChatApiHost.AdminKey)]);

        await IsErrorAsync(anonymous, HttpStatusCode.Unauthorized, "authentication_error");
        await IsErrorAsync(large, HttpStatusCode.RequestEntityTooLarge, "request_too_large");
        await IsErrorAsync(down, HttpStatusCode.ServiceUnavailable, "overloaded_error");
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Can_EndATornStreamWithAnErrorEvent()
    {
        var read = new TaskCompletionSource();
        await using var torn = await StandIn.StartAsync(async context =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.BodyWriter.WriteAsync(Encoding.UTF8.GetBytes(AnthropicSamples.TextStream[..700]), context.RequestAborted);
            await read.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        await using var edge = await ChatApiHost.StartAsync(new() { Router = new(torn.Url) });
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = new StringContent("""{"model":"other","stream":true,"messages":[{"role":"user","content":"Hi"}]}""", Encoding.UTF8, "application/json") };
        request.Headers.Add("x-api-key", ChatApiHost.AdminKey);
        using var answer = await edge.Anonymous.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        read.SetResult();

        var events = MessagesRouter.Events(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("message_start", MessagesRouter.Type(events[0]));
        Assert.Equal("error", MessagesRouter.Type(events[^1]));
        Assert.Equal(answer.Headers.GetValues("x-request-id").Single(), events[^1].GetProperty("request_id").GetString());
    }

    private Task<HttpResponseMessage> AskAsync(string body, params (string Name, string Value)[] headers) =>
        MessagesRouter.AskAsync(api.Anonymous, body, headers: [.. headers, ("x-api-key", ChatApiHost.AdminKey)]);

    private static async Task IsErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string type)
    {
        Assert.Equal(status, answer.StatusCode);
        var error = await MessagesRouter.JsonAsync(answer);
        Assert.Equal(("error", type), (MessagesRouter.Type(error), MessagesRouter.Type(error.GetProperty("error"))));
        Assert.Equal(answer.Headers.GetValues("x-request-id").Single(), error.GetProperty("request_id").GetString());
    }
}
