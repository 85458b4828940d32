namespace YYC3.Llm.Router.Routing.Live;

/// <summary>
/// Takes a deployment out of its turn when too large a share of its recent calls failed, and lets a single call try again after a while.
/// Success closes it; failure doubles the while, up to a bound. Only failures of the provider count. Closed, it costs one read.
/// </summary>
internal sealed class Breaker(LiveClock clock, BreakerOptions options)
{
    private readonly FailureWindow window = new(clock, TimeSpan.FromSeconds(options.WindowSeconds));
    private readonly Lock changing = new();
    private readonly long probeLease = clock.Units(TimeSpan.FromSeconds(options.LongestOpenSeconds));
    private volatile bool closed = true;
    private long openedAt;
    private long probeAt;
    private int trips;
    private int probing;

    public BreakerState State(long now) => closed ? BreakerState.Closed : now >= Volatile.Read(ref probeAt) ? BreakerState.HalfOpen : BreakerState.Open;

    /// <summary>Calls and failures within the window.</summary>
    public (int Calls, int Failed) Recent => window.Sum();

    /// <summary>Whether a call may be made in its turn. At half-open that is one call only: whoever gets it is the probe.</summary>
    public bool TryAdmit()
    {
        if (closed)
        {
            return true;
        }

        var now = clock.Now;
        var due = Volatile.Read(ref probeAt);

        // A probe that never comes back gives its place up after the lease.
        if (now < due || Interlocked.CompareExchange(ref probeAt, now + probeLease, due) != due)
        {
            return false;
        }

        Volatile.Write(ref probing, 1);
        return true;
    }

    /// <summary>A call has shown that the provider works.</summary>
    /// <param name="duration">How long it took: one begun before the breaker opened says nothing about now.</param>
    public void Succeeded(TimeSpan duration)
    {
        window.Add(failed: false);
        if (closed)
        {
            return;
        }

        lock (changing)
        {
            if (!closed && clock.Now - clock.Units(duration) >= openedAt)
            {
                window.Clear();
                trips = probing = 0;
                closed = true;
            }
        }
    }

    /// <summary>A call has shown that the provider does not work.</summary>
    /// <param name="duration">How long it took.</param>
    public void Failed(TimeSpan duration)
    {
        window.Add(failed: true);
        if (closed)
        {
            var (calls, failed) = window.Sum();
            if (calls < options.MinimumCalls || failed < options.FailureShare * calls)
            {
                return;
            }
        }

        lock (changing)
        {
            var now = clock.Now;

            // Open, only the probe's failure counts: others were asked for want of anybody better.
            if (closed || (now - clock.Units(duration) >= openedAt && Interlocked.Exchange(ref probing, 0) == 1))
            {
                trips = Math.Min(trips + 1, 32);
                openedAt = now;
                var open = Math.Min(options.OpenSeconds * Math.Pow(2, trips - 1), options.LongestOpenSeconds);
                Volatile.Write(ref probeAt, now + clock.Units(TimeSpan.FromSeconds(open)));
                closed = false;
            }
        }
    }

    /// <summary>A call ended without saying anything about the provider: if it was the probe, the next call is.</summary>
    /// <param name="duration">How long it took.</param>
    public void Abandoned(TimeSpan duration)
    {
        if (closed)
        {
            return;
        }

        lock (changing)
        {
            var now = clock.Now;
            if (!closed && now - clock.Units(duration) >= openedAt && Interlocked.Exchange(ref probing, 0) == 1)
            {
                Volatile.Write(ref probeAt, now);
            }
        }
    }
}
