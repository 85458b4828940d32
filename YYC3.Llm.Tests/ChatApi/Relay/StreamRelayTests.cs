using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Relay;

/// <summary>The edge's relay over real sockets, with a Router that does what each test says.</summary>
public class StreamRelayTests
{
    private const string First = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"你\"}}]}\n\n";
    private const string Second = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"好\"}}]}\r\n\r\n";
    private const string Request = """{"model":"m","stream":true,"messages":[{"role":"user","content":"q"}],"x_unknown":1.50}""";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_ReadAnEventBeforeTheNextOneIsMade()
    {
        var read = new TaskCompletionSource();
        await using var router = await StandIn.StartAsync(async context =>
        {
            await SendAsync(context, First);
            await read.Task.WaitAsync(context.RequestAborted);
            await SendAsync(context, Second + "data: [DONE]\n\n");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url) });

        using var answer = await AskAsync(api, Request);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancelled);
        Assert.Equal(First, await ReadAsync(stream, First.Length));
        read.SetResult();

        using var rest = new StreamReader(stream);
        Assert.Equal(Second + "data: [DONE]\n\n", await rest.ReadToEndAsync(Cancelled));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("no", answer.Headers.GetValues("X-Accel-Buffering").Single());
    }

    [Fact]
    public async Task Can_EndATornStreamWithAnErrorEvent()
    {
        var read = new TaskCompletionSource();
        await using var router = await StandIn.StartAsync(async context =>
        {
            await SendAsync(context, First + Second[..20]);
            await read.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url) });

        using var answer = await AskAsync(api, Request);
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancelled);
        Assert.Equal(First, await ReadAsync(stream, First.Length));
        read.SetResult();

        using var rest = new StreamReader(stream);
        var text = await rest.ReadToEndAsync(Cancelled);
        Assert.StartsWith("data: {\"error\":", text, StringComparison.Ordinal);
        Assert.Equal("server_error", (string?)JsonNode.Parse(text["data: ".Length..])!["error"]!["type"]);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_KeepASilentStreamAlive()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        await using var router = await StandIn.StartAsync(async context =>
        {
            asked.SetResult();
            await answered.Task.WaitAsync(context.RequestAborted);
            await SendAsync(context, First);
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), Customise = builder => builder.Services.AddSingleton<TimeProvider>(time) });

        var asking = AskAsync(api, Request);
        await asked.Task.WaitAsync(Cancelled);
        time.Advance(TimeSpan.FromSeconds(10));

        using var answer = await asking; // The heartbeat opened it: Router has not answered yet.
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancelled);
        Assert.Equal(": heartbeat\n\n", await ReadAsync(stream, ": heartbeat\n\n".Length));
        answered.SetResult();

        using var rest = new StreamReader(stream);
        Assert.Equal(First, await rest.ReadToEndAsync(Cancelled));
    }

    [Fact]
    public async Task Can_TellAnErrorAfterAHeartbeatAsAnEvent()
    {
        var time = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        var answered = new TaskCompletionSource();
        await using var router = await StandIn.StartAsync(async context =>
        {
            asked.SetResult();
            await answered.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = 429;
            await context.Response.WriteAsync("{\n \"error\": {\"message\": \"slow down\"}\n}");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), Customise = builder => builder.Services.AddSingleton<TimeProvider>(time) });

        var asking = AskAsync(api, Request);
        await asked.Task.WaitAsync(Cancelled);
        time.Advance(TimeSpan.FromSeconds(10));
        using var answer = await asking;
        answered.SetResult();

        Assert.Equal(": heartbeat\n\ndata: { \"error\": {\"message\": \"slow down\"}}\n\n", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Can_HandOnAnErrorBeforeTheFirstEventAsItIs()
    {
        await using var router = await StandIn.StartAsync(async context =>
        {
            context.Response.StatusCode = 429;
            context.Response.Headers.RetryAfter = "7";
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync("""{"error":{"message":"slow down"}}""");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url) });

        using var answer = await AskAsync(api, Request);

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("""{"error":{"message":"slow down"}}""", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    [Fact]
    public async Task Can_StopTheCallWhenTheCallerLeaves()
    {
        var left = new TaskCompletionSource();
        await using var router = await StandIn.StartAsync(async context =>
        {
            context.RequestAborted.Register(left.SetResult);
            await SendAsync(context, First);
            await left.Task;
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url) });

        using (var answer = await AskAsync(api, Request))
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(Cancelled);
            await ReadAsync(stream, First.Length);
        }

        await left.Task.WaitAsync(TimeSpan.FromSeconds(5), Cancelled);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Can_HandOnBodyAndIdentityUntouched(bool isStream)
    {
        var body = isStream ? Request : Request.Replace("true", "false", StringComparison.Ordinal);
        string? seen = null;
        IHeaderDictionary? headers = null;
        await using var router = await StandIn.StartAsync(async context =>
        {
            using var reader = new StreamReader(context.Request.Body);
            seen = await reader.ReadToEndAsync();
            headers = new HeaderDictionary(context.Request.Headers.ToDictionary());
            await context.Response.WriteAsync("{ \"any\" : 1.50 }");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url) });

        using var answer = await AskAsync(api, body, request => request.Headers.Add("x-yyc3-tenant", "proj_of_somebody_else"));

        Assert.Equal("{ \"any\" : 1.50 }", await answer.Content.ReadAsStringAsync(Cancelled));
        Assert.Equal(body, seen);
        Assert.Equal("proj_default", headers!["x-yyc3-tenant"]);
        Assert.Equal(ChatApiHost.InternalKey, headers["x-yyc3-internal"]);
        Assert.False(headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task Refuses_WhenRouterIsDown()
    {
        await using var api = await ChatApiHost.StartAsync();

        using var answer = await AskAsync(api, Request);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Contains("the model router", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_TooLargeABody_NamingTheSetting()
    {
        await using var router = await StandIn.StartAsync(context => Task.CompletedTask);
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url), Settings = new Dictionary<string, string> { ["Limits:BodyBytes"] = "1000" } });

        using var answer = await AskAsync(api, $$"""{"messages":"{{new string('a', 1000)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        Assert.Contains("Limits:BodyBytes", await answer.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_EndTheConnection_WhenTheServiceRefusesABodyAsTooLarge()
    {
        await using var router = await StandIn.StartAsync(context =>
        {
            context.Response.StatusCode = 413;
            return context.Response.WriteAsync("too large");
        });
        await using var api = await ChatApiHost.StartAsync(new() { Router = new(router.Url) });

        using var answer = await AskAsync(api, Request);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.True(answer.Headers.ConnectionClose);
        Assert.Equal("too large", await answer.Content.ReadAsStringAsync(Cancelled));
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        if (!context.Response.HasStarted)
        {
            context.Response.ContentType = "text/event-stream";
        }

        await context.Response.WriteAsync(text);
        await context.Response.Body.FlushAsync();
    }

    private static async Task<HttpResponseMessage> AskAsync(ChatApiHost api, string body, Action<HttpRequestMessage>? change = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        change?.Invoke(request);
        return await api.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancelled);
    }

    private static async Task<string> ReadAsync(Stream stream, int characters)
    {
        var text = new StringBuilder();
        var decoder = Encoding.UTF8.GetDecoder();
        var bytes = new byte[1];
        var chars = new char[2];
        while (text.Length < characters && await stream.ReadAsync(bytes, Cancelled) > 0)
        {
            text.Append(chars, 0, decoder.GetChars(bytes, chars, flush: false));
        }

        return text.ToString();
    }
}
