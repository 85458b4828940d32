using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Wenxin;

/// <summary>Keys that become tokens: fetched once, kept, renewed, refused; over real sockets.</summary>
public sealed class WenxinTokenTests
{
    private const int Callers = 20;

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task TwentyCallsAtOnce_FetchOneToken_AlsoWhenItEnds()
    {
        var given = 0;
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = context => WenxinSamples.IsToken(context)
            ? ScriptedProvider.Json(200, WenxinSamples.Token($"24.{Interlocked.Increment(ref given)}"))(context)
            : ScriptedProvider.Json(200, WenxinSamples.Completion)(context);
        await using var router = await StartAsync(provider);

        await AskAllAsync(router);
        Assert.Equal(1, given);

        time.Advance(TimeSpan.FromDays(28.9));
        await AskAllAsync(router);
        Assert.Equal(1, given);

        time.Advance(TimeSpan.FromDays(0.2)); // It holds 30 days and is renewed a day before.
        await AskAllAsync(router);

        Assert.Equal(2, given);
        Assert.Equal(
            [("?access_token=24.1", 2 * Callers), ("?access_token=24.2", Callers)],
            provider.Requests.Where(request => !WenxinSamples.IsToken(request)).CountBy(request => request.Query).Select(pair => (pair.Key, pair.Value)).Order());
    }

    [Theory]
    [InlineData(110)]
    [InlineData(111)]
    public async Task ATokenRefusedInTwentyCallsAtOnce_IsRenewedOnceAndEachCallAskedOnceMore(int code)
    {
        var given = 0;
        var old = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = async context =>
        {
            if (WenxinSamples.IsToken(context))
            {
                await ScriptedProvider.Json(200, WenxinSamples.Token($"24.{Interlocked.Increment(ref given)}"))(context);
            }
            else if (context.Request.Query["access_token"] == "24.1")
            {
                // Answered when all of them carry the token that is refused.
                if (Interlocked.Increment(ref old) == Callers)
                {
                    all.SetResult();
                }

                await all.Task;
                await ScriptedProvider.Json(200, WenxinSamples.Error(code, "Access token expired"))(context);
            }
            else
            {
                await ScriptedProvider.Json(200, WenxinSamples.Completion)(context);
            }
        };
        await using var router = await StartAsync(provider);

        await AskAllAsync(router);

        Assert.Equal(2, given);
        Assert.Equal(Callers, old);
        Assert.Equal(2 * Callers, provider.Requests.Count(request => !WenxinSamples.IsToken(request)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ATokenRefusedTwice_IsTheKeysFailure(bool stream)
    {
        await using var provider = await ScriptedProvider.StartAsync(WenxinSamples.Behind(ScriptedProvider.Json(200, WenxinSamples.Error(110, "Access token invalid or no longer valid"))));
        await using var router = await StartAsync(provider);

        using var answer = await router.ChatAsync(Samples.Request("m", stream));

        Assert.Contains("Access token invalid", await answer.ErrorAsync(HttpStatusCode.TooManyRequests, "110"), StringComparison.Ordinal);
        Assert.Equal(2, provider.Requests.Count(request => !WenxinSamples.IsToken(request)));
        Assert.Equal(2, provider.Requests.Count(WenxinSamples.IsToken));
        Assert.Equal("1", answer.Headers.GetValues("x-yyc3-attempts").Single());
    }

    [Fact]
    public async Task AnInvalidClient_IsTheKeysFailureAndTheNextKeyIsAsked()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = context => !WenxinSamples.IsToken(context) ? ScriptedProvider.Json(200, WenxinSamples.Completion)(context)
            : context.Request.Query["client_id"] == "GOOD" ? ScriptedProvider.Json(200, WenxinSamples.Token("24.t"))(context)
            : ScriptedProvider.Json(401, """{"error":"invalid_client","error_description":"unknown client id BAD-CLIENT"}""")(context);
        await using var alone = await StartAsync(provider, "\"BAD-CLIENT:SK\"");
        await using var both = await StartAsync(provider, "\"BAD-CLIENT:SK\",\"GOOD|SK\"");

        using var refused = await alone.ChatAsync(Samples.Request("m"));
        using var answered = await both.ChatAsync(Samples.Request("m"));

        var message = await refused.ErrorAsync(HttpStatusCode.BadGateway, "invalid_client");
        Assert.Contains("AK:SK", message, StringComparison.Ordinal);
        Assert.Contains("operator", message, StringComparison.Ordinal);
        Assert.DoesNotContain("BAD-CLIENT", message, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        Assert.Equal("2", answered.Headers.GetValues("x-yyc3-attempts").Single());
    }

    [Theory]
    [InlineData(500, "down")]
    [InlineData(200, "[]")]
    [InlineData(200, "{\"access_token\":\"\"}")]
    [InlineData(200, "")]
    public async Task ATokenServerThatIsDown_IsTheProvidersFailure(int status, string body)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(status, body));
        await using var router = await StartAsync(provider, "\"AK:SK\"");

        using var answer = await router.ChatAsync(Samples.Request("m"));

        await answer.ErrorAsync(HttpStatusCode.BadGateway, "provider_token_failed");
        Assert.All(provider.Requests, request => Assert.True(WenxinSamples.IsToken(request)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ATokenThatStillHolds_ServesOnWhileNoNewOneIsGiven(bool reset)
    {
        var down = false;
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = context =>
        {
            if (!WenxinSamples.IsToken(context))
            {
                return ScriptedProvider.Json(200, WenxinSamples.Completion)(context);
            }

            if (down && reset)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return ScriptedProvider.Json(down ? 503 : 200, down ? "down" : WenxinSamples.Token("24.t"))(context);
        };
        await using var router = await StartAsync(provider);
        await AskAllAsync(router);
        down = true;
        time.Advance(TimeSpan.FromDays(29.5));

        await AskAllAsync(router);
        Assert.Equal(2, provider.Requests.Count(WenxinSamples.IsToken));

        time.Advance(TimeSpan.FromSeconds(31));
        await AskAllAsync(router);
        Assert.Equal(3, provider.Requests.Count(WenxinSamples.IsToken));

        down = false;
        time.Advance(TimeSpan.FromSeconds(31));
        await AskAllAsync(router);
        await AskAllAsync(router);
        Assert.Equal(4, provider.Requests.Count(WenxinSamples.IsToken));

        down = true;
        time.Advance(TimeSpan.FromDays(31));
        using var late = await router.ChatAsync(Samples.Request("m"));
        Assert.False(late.IsSuccessStatusCode);
    }

    [Theory]
    [InlineData(true, "provider_token_failed")]
    [InlineData(false, "invalid_client")]
    public async Task CallsThatWaitForATokenInVain_ShareTheFailure(bool reset, string code)
    {
        var go = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await ScriptedProvider.StartAsync(async context =>
        {
            await go.Task;
            if (reset)
            {
                context.Abort();
                return;
            }

            await ScriptedProvider.Json(401, """{"error":"invalid_client"}""")(context);
        });
        await using var router = await StartAsync(provider);
        var tokens = router.Services.GetRequiredService<AccessTokens>();
        var deployment = router.Services.GetRequiredService<CatalogStore>().Current.Find("m")!.Deployments[0];

        // Each of them waits before the next one comes: the first for the provider, the others for the first.
        var waiting = Enumerable.Range(0, Callers).Select(_ => tokens.GetAsync(deployment, deployment.Provider.Keys[0], TestContext.Current.CancellationToken).AsTask()).ToList();
        go.SetResult();
        var got = await Task.WhenAll(waiting);

        Assert.All(got, answer => Assert.Equal(code, answer.Failure?.Code));
        Assert.Single(provider.Requests);

        // Who comes later asks again.
        Assert.NotNull((await tokens.GetAsync(deployment, deployment.Provider.Keys[0], TestContext.Current.CancellationToken)).Failure);
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task ACallerWhoLeaves_DoesNotTakeTheOthersTokenAlong()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = async context =>
        {
            if (provider.Requests.Count == 1)
            {
                asked.SetResult();
                var left = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                await using var registration = context.RequestAborted.Register(left.SetResult);
                await left.Task;
                return;
            }

            await ScriptedProvider.Json(200, WenxinSamples.Token("24.t"))(context);
        };
        await using var router = await StartAsync(provider);
        var tokens = router.Services.GetRequiredService<AccessTokens>();
        var deployment = router.Services.GetRequiredService<CatalogStore>().Current.Find("m")!.Deployments[0];
        using var leaving = new CancellationTokenSource();

        var first = tokens.GetAsync(deployment, deployment.Provider.Keys[0], leaving.Token).AsTask();
        await asked.Task;
        var second = tokens.GetAsync(deployment, deployment.Provider.Keys[0], TestContext.Current.CancellationToken).AsTask();
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("24.t", (await second).Token?.Value);
    }

    private Task<RouterUnderTest> StartAsync(ScriptedProvider provider, string keys = "\"AK:SK\"") =>
        RouterUnderTest.StartAsync(OneProvider.Models(provider, "wenxin", keys), services => services.AddSingleton<TimeProvider>(time).AddSingleton<Func<double>>(() => 0));

    private static async Task AskAllAsync(RouterUnderTest router)
    {
        var failed = new ConcurrentBag<string>();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(async _ =>
        {
            using var answer = await router.ChatAsync(Samples.Request("m"));
            if (!answer.IsSuccessStatusCode)
            {
                failed.Add(await answer.TextAsync());
            }
        }));
        Assert.Empty(failed);
    }
}
