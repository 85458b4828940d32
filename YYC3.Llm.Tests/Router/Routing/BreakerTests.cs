using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class BreakerTests
{
    private readonly FakeTimeProvider time = new();
    private readonly LiveClock clock;
    private readonly Breaker breaker;

    public BreakerTests()
    {
        clock = new LiveClock(time);
        breaker = new Breaker(clock, new BreakerOptions());
    }

    private BreakerState State => breaker.State(clock.Now);

    [Fact]
    public void Failed_FewerThanTheMinimum_StaysClosed()
    {
        Fail(9);
        Assert.Equal(BreakerState.Closed, State);
        Fail(1);
        Assert.Equal(BreakerState.Open, State);
        Assert.False(breaker.TryAdmit());
    }

    [Fact]
    public void Failed_ASmallShare_StaysClosed()
    {
        for (var i = 0; i < 100; i++)
        {
            Succeed();
            Succeed();
            Fail(1);
        }

        Assert.Equal(BreakerState.Closed, State);
        Assert.Equal((300, 100), breaker.Recent);
    }

    [Fact]
    public void Failed_LongAgo_IsForgotten()
    {
        Fail(9);
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((0, 0), breaker.Recent);
        Fail(9);
        Assert.Equal(BreakerState.Closed, State);
    }

    [Fact]
    public void TryAdmit_HalfOpen_LetsOneProbeThroughWhoseSuccessCloses()
    {
        Fail(10);
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(breaker.TryAdmit());
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.Equal(BreakerState.HalfOpen, State);

        var admitted = new int[1];
        Parallel.For(0, 64, _ => Interlocked.Add(ref admitted[0], breaker.TryAdmit() ? 1 : 0));
        Assert.Equal(1, admitted[0]);
        Succeed();
        Assert.Equal(BreakerState.Closed, State);
        Fail(1);
        Assert.Equal(BreakerState.Closed, State); // It begins with a clean window.
    }

    [Fact]
    public void Failed_Probes_DoubleTheTimeUpToTheBound()
    {
        Fail(10);
        foreach (var seconds in new[] { 5, 10, 20, 40, 80, 120, 120 })
        {
            time.Advance(TimeSpan.FromSeconds(seconds - 0.1));
            Assert.False(breaker.TryAdmit());
            time.Advance(TimeSpan.FromSeconds(0.1));
            Assert.True(breaker.TryAdmit());
            Fail(1);
            Assert.Equal(BreakerState.Open, State);
        }
    }

    [Fact]
    public void Abandoned_Probe_GivesItsPlaceToTheNextCall()
    {
        Fail(10);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryAdmit());
        Assert.False(breaker.TryAdmit());
        breaker.Abandoned(TimeSpan.Zero);
        Assert.True(breaker.TryAdmit());
    }

    [Fact]
    public void TryAdmit_ProbeThatNeverComesBack_IsReplacedInTheEnd()
    {
        Fail(10);
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.True(breaker.TryAdmit());
        time.Advance(TimeSpan.FromSeconds(120));
        Assert.True(breaker.TryAdmit());
    }

    [Fact]
    public void Failed_CallsMadeForWantOfOthers_DoNotKeepItOpenLonger()
    {
        Fail(10);
        time.Advance(TimeSpan.FromSeconds(1));
        Fail(20);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.True(breaker.TryAdmit());
    }

    [Fact]
    public void Succeeded_CallBegunBeforeItOpened_SaysNothing()
    {
        Fail(10);
        time.Advance(TimeSpan.FromSeconds(1));
        breaker.Succeeded(TimeSpan.FromSeconds(60));
        Assert.Equal(BreakerState.Open, State);
        breaker.Succeeded(TimeSpan.FromSeconds(0.5));
        Assert.Equal(BreakerState.Closed, State);
    }

    private void Fail(int times)
    {
        for (var i = 0; i < times; i++)
        {
            breaker.Failed(TimeSpan.Zero);
        }
    }

    private void Succeed() => breaker.Succeeded(TimeSpan.Zero);
}
