using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Tests.Benchmarks;

public class ScheduleTests
{
    [Fact]
    public void Take_AtARate_SpacesTheCallsEvenly()
    {
        var schedule = new Schedule(rate: 200, start: 1_000, ticksPerSecond: 1_000_000);

        Assert.Equal([1_000, 6_000, 11_000, 16_000], Enumerable.Range(0, 4).Select(_ => schedule.Take()));
    }

    [Fact]
    public void CountsFrom_FreeCaller_DoesNotBlameTheServerForALateTimer()
    {
        Assert.Equal(5_100, Schedule.CountsFrom(due: 5_000, taken: 4_000, sent: 5_100));
    }

    [Fact]
    public void CountsFrom_BusyCaller_CountsTheWaiting()
    {
        Assert.Equal(5_000, Schedule.CountsFrom(due: 5_000, taken: 9_000, sent: 9_001));
    }

    // One caller, 100 calls a second, one of which takes a second: the calls behind it are due in time, but sent late.
    [Fact]
    public void CountsFrom_AStall_ShowsInAllCallsThatItDelays()
    {
        const long Second = 1_000_000;
        var schedule = new Schedule(100, 0, Second);
        var times = new LatencyHistogram();
        var naive = new LatencyHistogram();
        long now = 0;
        for (var call = 0; call < 300; call++)
        {
            var taken = now;
            var due = schedule.Take();
            var sent = Math.Max(now, due);
            now = sent + (call == 100 ? Second : 1_000);
            times.Add(TimeSpan.FromMicroseconds(now - Schedule.CountsFrom(due, taken, sent)));
            naive.Add(TimeSpan.FromMicroseconds(now - sent));
        }

        Assert.InRange(naive.Percentile(0.99).TotalMicroseconds, 996, 1_004);
        Assert.InRange(times.Percentile(0.99).TotalMilliseconds, 950, 1_000);
        Assert.InRange(times.Percentile(0.75).TotalMilliseconds, 200, 500);
        Assert.InRange(times.Percentile(0.5).TotalMicroseconds, 996, 1_004);
    }
}
