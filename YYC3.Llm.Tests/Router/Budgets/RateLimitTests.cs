using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Budgets;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Budgets;

/// <summary>Requests and tokens a minute.</summary>
public sealed class RateLimitTests
{
    [Fact]
    public async Task Take_UpToTheLimit_ThenNotUntilTheNextMinute()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 30, TimeSpan.Zero));
        var window = new RateWindow("a", 10, new LocalCache(time), time);
        for (var i = 0; i < 10; i++)
        {
            Assert.NotEqual(0, await window.TakeAsync(1, default));
        }

        Assert.Equal(0, await window.TakeAsync(1, default));
        Assert.Equal(0, window.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(30), window.Reset);
        time.Advance(TimeSpan.FromSeconds(30));
        Assert.NotEqual(0, await window.TakeAsync(1, default));
    }

    [Fact]
    public async Task Correct_AfterACall_GivesBackWhatItDidNotUse()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        var window = new RateWindow("a", 1000, new LocalCache(time), time);
        var minute = await window.TakeAsync(900, default);
        Assert.Equal(0, await window.TakeAsync(200, default));

        window.Correct(minute, 100 - 900);

        Assert.Equal(900, window.Remaining);
        Assert.NotEqual(0, await window.TakeAsync(900, default));
        time.Advance(TimeSpan.FromMinutes(1));
        window.Correct(minute, -900);
        Assert.Equal(1000, window.Remaining);
    }

    [Fact]
    public async Task Take_OnTwoInstances_NeverGivesMoreThanTheLimit()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 12, 0, 0, TimeSpan.Zero));
        var cache = new SharedCache(new LocalCache(time));
        RateWindow[] windows = [new("a", 100, cache, time), new("a", 100, cache, time)];
        var taken = 0;
        for (var i = 0; i < 300; i++)
        {
            taken += await windows[i % 2].TakeAsync(1, default) == 0 ? 0 : 1;
        }

        Assert.InRange(taken, 95, 100);
    }

    [Fact]
    public async Task Can_RefuseTheThirdRequest_AndSayWhatIsLeft()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);
        using (var created = await router.Client.PostAsJsonAsync("/admin/limits", new { scope = "tenant", subject = "proj_default", requests_per_minute = 2, tokens_per_minute = 100_000 }, TestContext.Current.CancellationToken))
        {
            Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        var answers = new List<HttpResponseMessage>();
        while (answers.Count(answer => answer.IsSuccessStatusCode) == answers.Count && answers.Count < 8)
        {
            answers.Add(await router.ChatAsync("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":2}"""));
        }

        var first = answers[0];
        Assert.Equal("2", first.Headers.GetValues("x-ratelimit-limit-requests").Single());
        Assert.Equal("1", first.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Equal("100000", first.Headers.GetValues("x-ratelimit-limit-tokens").Single());
        var refused = answers[^1];
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.Equal("0", refused.Headers.GetValues("x-ratelimit-remaining-requests").Single());
        Assert.Equal("rate_limit_exceeded", (await refused.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("error").GetProperty("code").GetString());
    }

    /// <summary>A cache that says it is shared, and is: two windows use it.</summary>
    private sealed class SharedCache(ICache inner) : ICache
    {
        public bool IsShared => true;

        public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) => inner.GetAsync(key, cancellationToken);

        public ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken) => inner.SetAsync(key, value, lifetime, cancellationToken);

        public ValueTask RemoveAsync(string key, CancellationToken cancellationToken) => inner.RemoveAsync(key, cancellationToken);

        public ValueTask<long> AddAsync(string key, long amount, TimeSpan lifetime, CancellationToken cancellationToken) => inner.AddAsync(key, amount, lifetime, cancellationToken);

        public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken) => inner.PublishAsync(channel, message, cancellationToken);

        public IDisposable Subscribe(string channel, Action<string> handler) => inner.Subscribe(channel, handler);
    }
}
