using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Telemetry;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class RoutingOverSocketsTests
{
    private static readonly CancellationToken Cancellation = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_SpreadCallsOverThePoolAndLeaveOutAKeyThatIsOverItsRate()
    {
        await using var provider = await ScriptedProvider.StartAsync(context => (context.Request.Headers.Authorization == "Bearer k1"
            ? ScriptedProvider.Json(429, Samples.Error("rate_limit_exceeded"), ("Retry-After", "60"))
            : ScriptedProvider.Json(200, Samples.Completion))(context));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]).Replace("\"secret-key-0\"", "\"k0\",\"k1\",\"k2\""));

        for (var i = 0; i < 60; i++)
        {
            await AnsweredAsync(router, Samples.Request("m"));
        }

        var byKey = provider.Requests.CountBy(request => request.Headers["Authorization"]).ToDictionary();
        Assert.InRange(byKey.GetValueOrDefault("Bearer k1"), 0, 1);
        Assert.InRange(byKey["Bearer k0"], 5, 55);
        var keys = (await RoutesAsync(router))[0].GetProperty("keys").EnumerateArray().ToDictionary(key => key.GetProperty("id").GetString()!, key => key.GetProperty("cooldown_seconds").GetDouble());
        Assert.Equal(["p0#0", "p0#1", "p0#2"], keys.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(keys["p0#1"], byKey.ContainsKey("Bearer k1") ? 30 : 0, 60);
        Assert.Equal(0, keys["p0#0"]);
    }

    [Theory]
    [InlineData("Retry-After", "60")]
    [InlineData("retry-after-ms", "60000")]
    public async Task Can_LeaveAProviderAloneThatFailsAndSaysForHowLong(string header, string wait)
    {
        await using var down = await ScriptedProvider.StartAsync(ScriptedProvider.Json(503, Samples.Error("overloaded_error"), (header, wait)));
        await using var good = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(down, good);
        for (var i = 0; i < 3; i++)
        {
            await AnsweredAsync(router, Samples.Request("m"));
        }

        Assert.Single(down.Requests);
        Assert.InRange((await RoutesAsync(router))[0].GetProperty("cooldown_seconds").GetDouble(), 30, 60);
    }

    [Fact]
    public async Task Can_SpareAnExhaustedDeploymentUntilItsReset()
    {
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Samples.Completion, ("x-ratelimit-remaining-requests", "0"), ("x-ratelimit-reset-requests", "10m0s")));
        await using var second = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(first, second);

        for (var i = 0; i < 3; i++)
        {
            await AnsweredAsync(router, Samples.Request("m"));
        }

        Assert.Single(first.Requests);
        Assert.Equal(2, second.Requests.Count);
        var key = (await RoutesAsync(router))[0].GetProperty("keys")[0];
        Assert.True(key.GetProperty("exhausted").GetBoolean());
        Assert.Equal(0, key.GetProperty("remaining_requests").GetInt64());
    }

    [Fact]
    public async Task Can_GoOnWithALargerModelWhenTheRequestIsTooLong()
    {
        await using var small = await ScriptedProvider.StartAsync(ScriptedProvider.Json(400, Samples.Error("context_length_exceeded", "Too long.", "invalid_request_error")));
        await using var same = await ScriptedProvider.StartAsync();
        await using var large = await ScriptedProvider.StartAsync();
        string[] bases = [small.BaseUrl, same.BaseUrl, large.BaseUrl];
        await using var router = await RouterUnderTest.StartAsync(Catalog(bases, """
            "m": { "contextWindow": 1000, "fallbacks": ["same", "large"], "deployments": [{ "provider": "p0", "model": "u" }] },
            "named": { "contextWindow": 1000, "contextFallbacks": ["same"], "deployments": [{ "provider": "p0", "model": "u" }] },
            "alone": { "contextWindow": 1000, "fallbacks": ["same"], "deployments": [{ "provider": "p0", "model": "u" }] },
            "same": { "contextWindow": 1000, "deployments": [{ "provider": "p1", "model": "u" }] },
            "large": { "contextWindow": 9000, "deployments": [{ "provider": "p2", "model": "u" }] }
            """));

        Assert.Equal("p2/u", (await AnsweredAsync(router, Samples.Request("m"))).Deployment);
        Assert.Equal("p1/u", (await AnsweredAsync(router, Samples.Request("named"))).Deployment);
        using (var refused = await router.ChatAsync(Samples.Request("alone")))
        {
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            Assert.Contains("context_length_exceeded", await refused.Content.ReadAsStringAsync(Cancellation));
        }

        // What is surely too long is not even asked of the small ones.
        small.Requests.Clear();
        var body = Samples.Request("m").Replace("Hello", new string('x', 12_000));
        var answer = await AnsweredAsync(router, body);
        Assert.Equal(("p2/u", "1"), (answer.Deployment, answer.Attempts));
        Assert.Empty(small.Requests);
    }

    [Fact]
    public async Task Can_GoOnAfterAContentRefusalOnlyWhereTheOperatorSaysSo()
    {
        await using var strict = await ScriptedProvider.StartAsync(ScriptedProvider.Json(400, Samples.Error("content_filter", "Refused.", "invalid_request_error")));
        await using var other = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(Catalog([strict.BaseUrl, other.BaseUrl], """
            "m": { "fallbacks": ["other"], "deployments": [{ "provider": "p0", "model": "u" }] },
            "open": { "contentFallbacks": ["other"], "deployments": [{ "provider": "p0", "model": "u" }] },
            "other": { "deployments": [{ "provider": "p1", "model": "u" }] }
            """));

        using var refused = await router.ChatAsync(Samples.Request("m"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Empty(other.Requests);
        Assert.Contains("deployment=p1/u attempts=2", await router.StreamAsync("open"));

        other.Script = strict.Script; // Once is enough: it does not go round in circles.
        using var again = await router.ChatAsync(Samples.Request("open"));
        Assert.Equal(HttpStatusCode.BadRequest, again.StatusCode);
        Assert.Equal(2, strict.Requests.Count - 1);
    }

    [Fact]
    public async Task Can_QueueWhenAllAreBusyAndRefuseWhenTheQueueIsFull()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await ScriptedProvider.StartAsync(async context =>
        {
            await open.Task;
            await ScriptedProvider.Json(200, Samples.Completion)(context);
        });
        await using var router = await RouterUnderTest.StartAsync(
            RouterUnderTest.Models([provider]).Replace("\"model\":\"up0\"", "\"model\":\"up0\",\"limits\":{\"concurrency\":1,\"queue\":1,\"queueSeconds\":60}"));
        var running = router.ChatAsync(Samples.Request("m"));
        await UntilAsync(() => provider.Requests.Count == 1);
        var queued = router.ChatAsync(Samples.Request("m"));
        await UntilAsync(async () => (await RoutesAsync(router))[0].GetProperty("queued").GetInt32() == 1);

        using (var refused = await router.ChatAsync(Samples.Request("m", stream: true)))
        {
            Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
            Assert.True(refused.Headers.RetryAfter?.Delta >= TimeSpan.FromSeconds(1));
            Assert.Equal("queue_full", (await ErrorAsync(refused)).GetProperty("code").GetString());
        }

        open.SetResult();
        Assert.Equal(HttpStatusCode.OK, (await running).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await queued).StatusCode);
        Assert.Equal(2, provider.Requests.Count);
        await IdleAsync(router);
    }

    [Fact]
    public async Task Can_PreferWhoHasRoomAndLetACallerLeaveTheQueue()
    {
        var open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var busy = await ScriptedProvider.StartAsync(async context =>
        {
            await open.Task;
            await ScriptedProvider.Json(200, Samples.Completion)(context);
        });
        await using var other = await ScriptedProvider.StartAsync(busy.Script);
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([busy, other])
            .Replace("\"keys\":", "\"limits\":{\"concurrency\":1,\"queue\":5,\"queueSeconds\":60},\"keys\":"));
        var first = router.ChatAsync(Samples.Request("m"));
        await UntilAsync(() => busy.Requests.Count == 1);
        var second = router.ChatAsync(Samples.Request("m"));
        await UntilAsync(() => other.Requests.Count == 1); // Full is a reason to go elsewhere.

        using var leaving = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Samples.Request("m")) };
        var third = router.Client.SendAsync(request, leaving.Token);
        var room = router.Services.GetRequiredService<YYC3.Llm.Router.Routing.Queueing.WaitingRoom>();
        await UntilAsync(() => room.Waiting == 1);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        await UntilAsync(() => room.Waiting == 0);

        open.SetResult();
        Assert.Equal("p0/up0", (await first).Headers.GetValues("x-yyc3-deployment").Single());
        Assert.Equal("p1/up1", (await second).Headers.GetValues("x-yyc3-deployment").Single());
        await IdleAsync(router);
    }

    [Fact]
    public async Task Can_OpenTheBreakerAndCloseItByOneProbe()
    {
        await using var flaky = await ScriptedProvider.StartAsync(ScriptedProvider.Json(503, "{}"));
        await using var good = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(
            RouterUnderTest.Models([flaky, good]), null, "--Router:Breaker:MinimumCalls=4", "--Router:Breaker:OpenSeconds=0.2", "--Router:Breaker:LongestOpenSeconds=0.2");
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("2", (await AnsweredAsync(router, Samples.Request("m"))).Attempts);
        }

        flaky.Script = ScriptedProvider.Json(200, Samples.Completion);
        using var states = new MetricCollector<int>(router.Services.GetRequiredService<IMeterFactory>(), RouterTelemetry.SourceName, "yyc3.router.breaker.state");
        states.RecordObservableInstruments();
        Assert.Equal(
            [("p0/up0", false), ("p1/up1", true)],
            states.GetMeasurementSnapshot().Select(state => ((string)state.Tags["yyc3.deployment"]!, state.Value == 0)).Where(state => state.Item1.StartsWith('p')).Distinct());
        Assert.NotEqual("closed", (await RoutesAsync(router))[0].GetProperty("breaker").GetString());

        // Open it is asked last, that is, not at all; when its time is over a call in its turn is the probe, and closes it.
        await UntilAsync(async () => (await AnsweredAsync(router, Samples.Request("m"))).Deployment == "p0/up0");
        Assert.Equal("closed", (await RoutesAsync(router))[0].GetProperty("breaker").GetString());
        Assert.Equal(("p0/up0", "1"), await AnsweredAsync(router, Samples.Request("m")));
    }

    [Fact]
    public async Task Can_KeepAConversationAtItsDeployment()
    {
        await using var first = await ScriptedProvider.StartAsync();
        await using var second = await ScriptedProvider.StartAsync();
        await using var third = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([first, second, third], model: "\"policy\":[\"sticky\",\"weighted\"],"));
        var seen = new HashSet<string>();
        for (var conversation = 0; conversation < 12; conversation++)
        {
            var deployments = new HashSet<string>();
            for (var call = 0; call < 3; call++)
            {
                deployments.Add((await AnsweredAsync(router, Samples.Request("m"), (CallerHeaders.Conversation, $"conv_{conversation}"))).Deployment);
            }

            seen.Add(Assert.Single(deployments));
        }

        Assert.True(seen.Count > 1); // One in 3^11 that they all fall together; the hash is fixed, so it is never by chance.
    }

    [Fact]
    public async Task Can_ChooseTheModelByNeedsAndSayWhy()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(Catalog([provider.BaseUrl], """
            "auto": { "policy": "auto", "candidates": ["small", "eyes", "hands"] },
            "small": { "capabilities": ["text"], "contextWindow": 4000, "deployments": [{ "provider": "p0", "model": "small" }] },
            "eyes": { "capabilities": ["vision"], "contextWindow": 100000, "deployments": [{ "provider": "p0", "model": "eyes" }] },
            "hands": { "capabilities": ["tools"], "contextWindow": 100000, "languages": ["zh"], "deployments": [{ "provider": "p0", "model": "hands" }] }
            """));

        await ChosenAsync("""{"model":"auto","messages":[{"role":"user","content":"Hello there"}]}""", "small", "auto; needs=text; language=en; tokens=4; model=small");
        await ChosenAsync("""{"model":"auto","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,"}}]}]}""", "eyes", "auto; needs=vision; tokens=1000; passed=small:vision,hands:vision; model=eyes");
        await ChosenAsync("""{"model":"auto","tools":[{"type":"function"}],"messages":[{"role":"user","content":"Hello"}]}""", "hands", "model=hands");
        await ChosenAsync($$"""{"model":"auto","messages":[{"role":"user","content":"{{new string('x', 40_000)}}"}]}""", "eyes", "passed=small:length");
        await ChosenAsync("""{"model":"auto","messages":[{"role":"user","content":"你好，今天怎么样？"}]}""", "hands", "language=zh");

        using var refused = await router.ChatAsync("""{"model":"auto","tools":[{"type":"function"}],"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"data:,"}}]}]}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        var error = await ErrorAsync(refused);
        Assert.Equal(("model", "no_model_fits"), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains("eyes (tools)", error.GetProperty("message").GetString());

        async Task ChosenAsync(string body, string model, string reason)
        {
            using var answer = await router.ChatAsync(body);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal($"p0/{model}", answer.Headers.GetValues("x-yyc3-deployment").Single());
            Assert.Contains(reason, answer.Headers.GetValues(RouteNote.Header).Single());
            Assert.Contains($"\"model\":\"{model}\"", provider.Requests.Last().Text);
        }
    }

    [Theory]
    [InlineData("0", "invalid_max_cost")]
    [InlineData("-1", "invalid_max_cost")]
    [InlineData("cheap", "invalid_max_cost")]
    [InlineData("0.001", "max_cost_exceeded")]
    [InlineData("0.5", null)]
    public async Task Can_BoundTheCostOfACall(string ceiling, string? code)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(
            RouterUnderTest.Models([provider]), services => services.Replace(ServiceDescriptor.Singleton<IPriceView>(new FlatPrice())));
        using var answer = await SendAsync(router, Samples.Request("m"), (CallerHeaders.MaxCost, ceiling));

        Assert.Equal(code is null ? HttpStatusCode.OK : HttpStatusCode.BadRequest, answer.StatusCode);
        if (code is not null)
        {
            var error = await ErrorAsync(answer);
            Assert.Equal((CallerHeaders.MaxCost, code), (error.GetProperty("param").GetString(), error.GetProperty("code").GetString()));
            Assert.Empty(provider.Requests);
        }
    }

    [Fact]
    public async Task Chaos_OneOfTwoFailingThreeInTenBeforeContent_FailsNoCall()
    {
        var chance = new Random(20261125);
        await using var flaky = await ScriptedProvider.StartAsync(context => Draw() switch
        {
            < 0.06 => ScriptedProvider.Json(503, "{}")(context),
            < 0.12 => ScriptedProvider.Reset()(context),
            < 0.18 => ScriptedProvider.Json(200, Samples.Error("server_error"))(context),
            < 0.24 => ScriptedProvider.Stream(Samples.Role)(context),
            < 0.30 => ScriptedProvider.Stream(Samples.Role, Samples.ErrorEvent)(context),
            _ => ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Done)(context),
        });
        await using var good = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([flaky, good], model: "\"policy\":\"weighted\","));

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (_, _) =>
        {
            var text = await router.StreamAsync();
            Assert.EndsWith(Samples.Done, text);
            Assert.Equal(2, text.Split("\"Hi\"").Length);
        });

        Assert.InRange(flaky.Requests.Count, 100, 300);
        await IdleAsync(router);

        double Draw()
        {
            lock (chance)
            {
                return chance.NextDouble();
            }
        }
    }

    [Fact]
    public async Task Can_ChangeLimitsAndPoliciesUnderLoadWithoutDroppingACallOrAPlace()
    {
        await using var first = await ScriptedProvider.StartAsync();
        await using var second = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(first, second);
        var catalog = router.Services.GetRequiredService<CatalogStore>();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 6).Select(_ => Task.Run(async () =>
        {
            var calls = 0;
            for (; !stop.IsCancellationRequested; calls++)
            {
                await AnsweredAsync(router, Samples.Request("m"));
            }

            return calls;
        })).ToList();
        string[] policies = ["priority", "weighted", "least-busy", "latency", "cost"];
        for (var i = 0; i < 100; i++)
        {
            await File.WriteAllTextAsync(
                router.ModelsFile,
                RouterUnderTest.Models([first, second], model: $"\"policy\":\"{policies[i % policies.Length]}\",").Replace(
                    "\"model\":\"up0\"", i % 2 == 0 ? "\"model\":\"up0\"" : $"\"model\":\"up0\",\"limits\":{{\"concurrency\":{1 + (i % 4)},\"queue\":100,\"queueSeconds\":60}}"),
                Cancellation);
            catalog.Reload();
            Assert.Empty(catalog.Faults);
            Assert.Equal(i + 2, catalog.Current.Epoch);
        }

        await stop.CancelAsync();
        Assert.True((await Task.WhenAll(callers)).Sum() > 0);
        await IdleAsync(router);
    }

    private static string Catalog(string[] bases, string models) =>
        $"{{\"providers\":{{{string.Join(",", bases.Select((url, i) => $"\"p{i}\":{{\"dialect\":\"openai\",\"baseUrl\":\"{url}\",\"keys\":[\"key-{i}\"]}}"))}}},\"models\":{{{models}}}}}";

    private static async Task<HttpResponseMessage> SendAsync(RouterUnderTest router, string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body) };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await router.Client.SendAsync(request, Cancellation);
    }

    private static async Task<(string Deployment, string Attempts)> AnsweredAsync(RouterUnderTest router, string body, params (string Name, string Value)[] headers)
    {
        using var answer = await SendAsync(router, body, headers);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancellation));
        return (answer.Headers.GetValues("x-yyc3-deployment").Single(), answer.Headers.GetValues("x-yyc3-attempts").Single());
    }

    /// <summary>The routes of model m.</summary>
    private static async Task<List<JsonElement>> RoutesAsync(RouterUnderTest router)
    {
        using var answer = await router.Client.GetAsync("/admin/routes", Cancellation);
        var routes = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        return [.. routes.GetProperty("data").EnumerateArray().Where(route => route.GetProperty("model").GetString() == "m")];
    }

    private static async Task<JsonElement> ErrorAsync(HttpResponseMessage answer) =>
        JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement.GetProperty("error");

    /// <summary>All places are given back; the last of them when its answer has been sent.</summary>
    private static Task IdleAsync(RouterUnderTest router) => UntilAsync(async () => (await RoutesAsync(router)).All(route =>
        route.GetProperty("in_flight").GetInt32() == 0 && route.GetProperty("queued").GetInt32() == 0 && route.GetProperty("keys").EnumerateArray().All(key => key.GetProperty("in_flight").GetInt32() == 0)));

    private static Task UntilAsync(Func<bool> reached) => UntilAsync(() => Task.FromResult(reached()));

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!await reached())
        {
            await Task.Delay(10, limit.Token);
        }
    }

    private sealed class FlatPrice : IPriceView
    {
        public decimal? EstimateFor(Deployment deployment, YYC3.Llm.Router.Relay.RequestHead head) => 0.25m;
    }
}
