using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class LiveStateTests
{
    private readonly FakeTimeProvider time = new();

    [Fact]
    public void Observe_APeak_CountsAtOnceAndFadesSlowly()
    {
        var clock = new LiveClock(time);
        var average = new MovingAverage(clock, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), keepsPeaks: true);
        Assert.Equal(0, average.Read(clock.Now));
        average.Observe(TimeSpan.FromSeconds(1));
        average.Observe(TimeSpan.FromSeconds(5));
        Assert.Equal(5, average.Read(clock.Now), 6);

        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(5 / Math.E, average.Read(clock.Now), 6); // Untouched for a while it is worth another try.
        average.Observe(TimeSpan.FromSeconds(1));
        Assert.Equal((5 / Math.E) + (1 - (1 / Math.E)), average.Read(clock.Now), 6);
    }

    [Fact]
    public void Observe_FirstTokens_AreAveragedByTheTimeBetweenThem()
    {
        var clock = new LiveClock(time);
        var average = new MovingAverage(clock, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(2), keepsPeaks: false);
        average.Observe(TimeSpan.FromSeconds(2));
        time.Advance(TimeSpan.FromSeconds(10));
        average.Observe(TimeSpan.FromSeconds(4));
        Assert.Equal((2 / Math.E) + (4 * (1 - (1 / Math.E))), average.Read(clock.Now), 6);
    }

    [Fact]
    public void Add_FromManyThreads_CountsEachOnce()
    {
        var window = new FailureWindow(new LiveClock(time), TimeSpan.FromSeconds(30));
        Parallel.For(0, 10_000, i => window.Add(i % 4 == 0));
        Assert.Equal((10_000, 2_500), window.Sum());
        time.Advance(TimeSpan.FromSeconds(26));
        Assert.Equal((10_000, 2_500), window.Sum());
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal((0, 0), window.Sum());
    }

    [Fact]
    public void Observe_AQuickFailure_DoesNotLookLikeSpeed()
    {
        var bench = new RoutingBench();
        var candidate = bench.Model("priority", [("a", 1, 0)]).Active[0].Candidates[0];
        var live = candidate.Lane.Deployment;
        live.Observe(RoutingBench.Attempt(candidate, seconds: 2));
        live.Observe(RoutingBench.Attempt(candidate, RoutingBench.Failure(FailureClass.Provider), seconds: 0.001));
        Assert.Equal(2, live.Latency.Read(live.Clock.Now), 6);
        live.Observe(RoutingBench.Attempt(candidate, RoutingBench.Failure(FailureClass.Provider), seconds: 30));
        Assert.Equal(30, live.Latency.Read(live.Clock.Now), 6);
        live.Observe(RoutingBench.Attempt(candidate, seconds: 60, end: CallEnd.ClientGone));
        Assert.Equal(30, live.Latency.Read(live.Clock.Now), 6);
    }

    [Theory]
    [InlineData(nameof(FailureClass.Key))]
    [InlineData(nameof(FailureClass.Account))]
    [InlineData(nameof(FailureClass.Model))]
    [InlineData(nameof(FailureClass.Content))]
    [InlineData(nameof(FailureClass.ContextWindow))]
    [InlineData(nameof(FailureClass.Caller))]
    public void Observe_FailuresOfOthers_NeverOpenTheBreaker(string whose)
    {
        var bench = new RoutingBench();
        var candidate = bench.Model("priority", [("a", 1, 0)]).Active[0].Candidates[0];
        for (var i = 0; i < 100; i++)
        {
            candidate.Lane.Deployment.Observe(RoutingBench.Attempt(candidate, RoutingBench.Failure(Enum.Parse<FailureClass>(whose)), seconds: 0));
        }

        Assert.Equal(BreakerState.Closed, candidate.Lane.Deployment.Breaker.State(bench.Live.Clock.Now));
    }

    [Theory]
    [InlineData("1s", 1.0)]
    [InlineData("6m0s", 360.0)]
    [InlineData("250ms", 0.25)]
    [InlineData("1h2m3.5s", 3723.5)]
    [InlineData("2d", 172800.0)]
    [InlineData("59.5", 59.5)]
    [InlineData("2026-11-25T00:00:30Z", 30.0)]
    [InlineData("2026-11-24T00:00:00Z", 0.0)]
    [InlineData("soon", null)]
    [InlineData("5x", null)]
    [InlineData("-3", null)]
    [InlineData("1e300", null)]
    [InlineData("99999999999999999999h", null)]
    public void Span_AnyHeader_IsReadOrIgnored(string text, double? seconds) => Assert.Equal(
        seconds is { } some ? TimeSpan.FromSeconds(some) : null,
        QuotaReading.Span(text, new DateTimeOffset(2026, 11, 25, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void Take_ARemainderAboveNothing_EndsTheExhaustion()
    {
        var clock = new LiveClock(time);
        var quota = new Quota(clock);
        quota.Take(Reading("0", "10m"));
        Assert.True(quota.IsExhausted(clock.Now));
        Assert.Equal(0, quota.Requests);
        quota.Take(Reading("3", "10m"));
        Assert.False(quota.IsExhausted(clock.Now));
        Assert.Equal((3, -1), (quota.Requests, quota.Tokens));
    }

    [Fact]
    public void TheFastPath_OfACallWithoutAChoice_AllocatesNothing()
    {
        var bench = new RoutingBench();
        var only = bench.Model("priority", [("a", 1, 0)]).Only!;
        var attempt = RoutingBench.Attempt(only, firstToken: 0.01);
        Pass(100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Pass(1000);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal((1100, 0), only.Lane.Deployment.Breaker.Recent);

        void Pass(int times)
        {
            for (var i = 0; i < times; i++)
            {
                bench.Room.TryEnter(only);
                bench.Live.Attempted(null!, attempt);
                bench.Room.Leave(only);
            }
        }
    }

    private QuotaReading Reading(string left, string reset)
    {
        var reading = default(QuotaReading);
        reading.Take("X-RateLimit-Remaining-Requests", left, time);
        reading.Take("x-ratelimit-reset-requests", reset, time);
        return reading;
    }
}
