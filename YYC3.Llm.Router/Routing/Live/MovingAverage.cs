namespace YYC3.Llm.Router.Routing.Live;

/// <summary>
/// An average of times that forgets: a sample counts by the time since the one before it, <c>w = e^(-elapsed/window)</c>, new = old·w + sample·(1-w).
/// One that keeps peaks takes a sample above it at once and forgets it slowly, so that a slowed deployment is seen on its first slow call
/// (Finagle's Peak EWMA: https://twitter.github.io/finagle/guide/Clients.html#power-of-two-choices-p2c-least-loaded). Read, it fades while
/// nothing is measured, so that what was slow once is tried again. Lock-free; two samples at the same instant may count as one.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="window">After which an old sample counts 1/e.</param>
/// <param name="fade">After which, with no samples, the average reads 1/e of itself.</param>
/// <param name="keepsPeaks">Whether a sample above the average takes its place.</param>
internal sealed class MovingAverage(LiveClock clock, TimeSpan window, TimeSpan fade, bool keepsPeaks)
{
    private double value;
    private long measured;

    /// <summary>In seconds; 0 while nothing has been measured.</summary>
    public double Read(long now)
    {
        var seen = Volatile.Read(ref value);
        return seen == 0 ? 0 : seen * Math.Exp(-Math.Max(0, clock.Seconds(now - Volatile.Read(ref measured))) / fade.TotalSeconds);
    }

    public void Observe(TimeSpan sample)
    {
        var now = clock.Now;
        var seconds = Math.Max(sample.TotalSeconds, 1e-6);
        while (true)
        {
            var seen = Volatile.Read(ref value);
            var weight = seen == 0 ? 0 : Math.Exp(-Math.Max(0, clock.Seconds(now - Volatile.Read(ref measured))) / window.TotalSeconds);
            var next = keepsPeaks && seconds > seen ? seconds : (seen * weight) + (seconds * (1 - weight));
            if (Interlocked.CompareExchange(ref value, next, seen) == seen)
            {
                Volatile.Write(ref measured, now);
                return;
            }
        }
    }
}
