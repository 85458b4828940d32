using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay;

public sealed class FailoverTests
{
    [Theory]
    [InlineData(500, "server_error")]
    [InlineData(502, "bad_gateway")]
    [InlineData(503, "overloaded_error")]
    [InlineData(529, "overloaded")]
    [InlineData(408, "timeout")]
    [InlineData(429, "rate_limit_exceeded")]
    [InlineData(429, "insufficient_quota")]
    [InlineData(401, "invalid_api_key")]
    [InlineData(403, "forbidden")]
    [InlineData(402, "billing")]
    [InlineData(404, "model_not_found")]
    [InlineData(200, "server_error")]
    [InlineData(200, "1302")]
    [InlineData(301, "moved")]
    public async Task Can_MoveOnWhenAProviderFails(int status, string code)
    {
        await using var bad = await ScriptedProvider.StartAsync(ScriptedProvider.Json(status, Samples.Error(code)));
        await using var good = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(bad, good);

        using var plain = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(Samples.Completion, await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("2", plain.Headers.GetValues("x-yyc3-attempts").Single());
        Assert.Equal("p1/up1", plain.Headers.GetValues("x-yyc3-deployment").Single());
        Assert.Single(bad.Requests);

        good.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Done);
        Assert.Contains("deployment=p1/up1", await router.StreamAsync());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>Bad gateway</html>")]
    [InlineData("{\"choices\":[")]
    [InlineData("[]")]
    [InlineData("{\"error_code\":110,\"error_msg\":\"Access token invalid or no longer valid\"}")]
    [InlineData("{\"code\":\"Throttling\",\"message\":\"Requests rate limit exceeded\"}")]
    public async Task Can_MoveOnWhenA200HoldsNoAnswer(string body)
    {
        await using var bad = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, body));
        await using var good = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(bad, good);

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(Samples.Completion, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(400, "invalid_value", "invalid_request_error")]
    [InlineData(404, "file_not_found", "invalid_request_error")]
    [InlineData(413, "too_large", "invalid_request_error")]
    [InlineData(422, "unprocessable", "invalid_request_error")]
    [InlineData(400, "content_filter", "invalid_request_error")]
    [InlineData(400, "DataInspectionFailed", "invalid_request_error")]
    public async Task Refuses_ToMoveOnWhenTheRequestIsAtFault(int status, string code, string type)
    {
        var error = Samples.Error(code, "Fix your request.", type);
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Json(status, error));
        await using var second = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(first, second);

        foreach (var stream in new[] { false, true })
        {
            using var answer = await router.ChatAsync(Samples.Request("m", stream));

            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(error, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        }

        Assert.Empty(second.Requests);
    }

    public static TheoryData<string> BeforeContent() => ["error", "early-end", "reset", "role-only-done", "json", "garbage", "refused", "reset-at-once"];

    [Theory]
    [MemberData(nameof(BeforeContent))]
    public async Task Can_MoveOnUntilTheFirstContentOfAStream(string fault)
    {
        await using var bad = await ScriptedProvider.StartAsync(fault switch
        {
            "error" => ScriptedProvider.Stream(Samples.Role, ": wait\n\n", Samples.ErrorEvent),
            "early-end" => ScriptedProvider.Stream(Samples.Role),
            "reset" => ScriptedProvider.Reset(Samples.Role, "data: {\"id\":\"c\",\"cho"),
            "role-only-done" => ScriptedProvider.Stream(Samples.Role, Samples.Done),
            "json" => ScriptedProvider.Json(200, Samples.Completion),
            "garbage" => ScriptedProvider.Stream("data: <html>\n\n"),
            _ => ScriptedProvider.Reset(),
        });
        await using var good = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(
            fault == "refused" ? RouterUnderTest.Models([bad, good]).Replace(bad.BaseUrl, $"http://127.0.0.1:{ClosedPort()}/v1") : RouterUnderTest.Models([bad, good]));

        Assert.Equal(
            Samples.Role + Samples.Text("Hi") + Samples.Finish + ": yyc3 model=m deployment=p1/up1 attempts=2 cost=unknown\n\n" + Samples.Done,
            await router.StreamAsync());
    }

    [Fact]
    public async Task Can_MoveOnToFallbacks()
    {
        await using var bad = await ScriptedProvider.StartAsync(ScriptedProvider.Json(503, "{}"));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([bad], model: "\"fallbacks\":[\"offline\"],"));

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("offline/offline", answer.Headers.GetValues("x-yyc3-deployment").Single());
    }

    [Fact]
    public async Task Can_TellWhoWasAskedWhenAllFailed()
    {
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Json(500, Samples.Error("boom")));
        await using var second = await ScriptedProvider.StartAsync(ScriptedProvider.Json(429, Samples.Error("rate_limit_exceeded", "Slow down.", "requests"), ("Retry-After", "7")));
        await using var router = await RouterUnderTest.StartAsync(first, second);

        using var answer = await router.ChatAsync(Samples.Request("m", stream: true));

        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(7), answer.Headers.RetryAfter?.Delta);
        Assert.Equal("2", answer.Headers.GetValues("x-yyc3-attempts").Single());
        var error = await ErrorAsync(answer);
        Assert.Equal("requests", error.GetProperty("type").GetString());
        Assert.Equal("rate_limit_exceeded", error.GetProperty("code").GetString());
        Assert.Equal("p1/up1: Slow down. All 2 attempts failed: p0/up0 (500), p1/up1 (429).", error.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Refuses_ToBlameTheCallerForOurKeyOrToShowIt()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(401, Samples.Error("invalid_api_key", "Incorrect API key provided: secret-key-0.")));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.DoesNotContain("secret-key-0", text);
        Assert.Contains("operator", text);
    }

    [Fact]
    public async Task Refuses_ToShowTheKeyInTheProvidersOwnErrorBody()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(400, Samples.Error("bad", "Header was Bearer secret-key-0", "invalid_request_error")));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("Header was Bearer ***", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Can_HonourRetryAfterByAskingThatDeploymentLast()
    {
        await using var limited = await ScriptedProvider.StartAsync(ScriptedProvider.Json(429, Samples.Error("rate_limit_exceeded"), ("Retry-After", "60")));
        await using var good = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(limited, good);

        for (var i = 0; i < 3; i++)
        {
            using var answer = await router.ChatAsync(Samples.Request("m"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Single(limited.Requests);
        Assert.Equal(3, good.Requests.Count);
    }

    [Fact]
    public async Task Can_AskWithTheNextKeyWhenOneIsRefused()
    {
        await using var provider = await ScriptedProvider.StartAsync(context =>
            (context.Request.Headers.Authorization == "Bearer good-key" ? ScriptedProvider.Json(200, Samples.Completion) : ScriptedProvider.Json(401, Samples.Error("invalid_api_key")))(context));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]).Replace("\"secret-key-0\"", "\"bad-key\",\"good-key\",\"${UNSET_KEY}\""));

        for (var i = 0; i < 5; i++)
        {
            using var answer = await router.ChatAsync(Samples.Request("m"));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.InRange(provider.Requests.Count(request => request.Headers["Authorization"] == "Bearer bad-key"), 0, 1);
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error");
}
