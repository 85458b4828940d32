namespace YYC3.Llm.Router.Upstream;

/// <summary>
/// Cancels an attempt when the caller left or a deadline passed, and says which. One timer serves them all: moving a deadline
/// further out costs one write, for the timer looks again when it rings.
/// </summary>
internal sealed class DeadlineTimer : IDisposable
{
    private readonly TimeProvider time;
    private readonly CancellationTokenSource source = new();
    private readonly CancellationTokenRegistration caller;
    private readonly ITimer timer;
    private readonly long totalDue;
    private readonly Lock ringing = new();
    private long phaseDue = long.MaxValue;
    private long rings;
    private bool disposed;

    /// <param name="time">The clock.</param>
    /// <param name="total">What is left of the whole call's time.</param>
    /// <param name="callerGone">Cancelled when the caller leaves.</param>
    public DeadlineTimer(TimeProvider time, TimeSpan total, CancellationToken callerGone)
    {
        this.time = time;
        totalDue = After(total);
        rings = totalDue;
        timer = time.CreateTimer(static state => ((DeadlineTimer)state!).Ring(), this, total, Timeout.InfiniteTimeSpan);
        caller = callerGone.UnsafeRegister(static state => ((DeadlineTimer)state!).source.Cancel(), this);
    }

    public CancellationToken Token => source.Token;

    /// <summary>The deadline that passed, in words; null while none has.</summary>
    public string? Passed { get; private set; }

    /// <summary>What the phase deadline is called when it passes.</summary>
    public string Phase { get; private set; } = "";

    /// <summary>Begins to wait: cancels when the wait is longer than this.</summary>
    public void Wait(TimeSpan atMost, string phase)
    {
        Phase = phase;
        var due = After(atMost);
        Volatile.Write(ref phaseDue, due);
        if (due < Volatile.Read(ref rings))
        {
            lock (ringing)
            {
                if (!disposed && due < rings)
                {
                    rings = due;
                    timer.Change(atMost, Timeout.InfiniteTimeSpan);
                }
            }
        }
    }

    /// <summary>The wait is over; only the total deadline counts.</summary>
    public void Pause() => Volatile.Write(ref phaseDue, long.MaxValue);

    public void Dispose()
    {
        lock (ringing)
        {
            disposed = true;
        }

        timer.Dispose();
        caller.Dispose();
        source.Dispose();
    }

    private long After(TimeSpan span) => time.GetTimestamp() + (long)(span.TotalSeconds * time.TimestampFrequency);

    private void Ring()
    {
        lock (ringing)
        {
            if (disposed)
            {
                return;
            }

            var now = time.GetTimestamp();
            var phase = Volatile.Read(ref phaseDue);
            var next = Math.Min(phase, totalDue);
            if (now < next)
            {
                rings = next;
                timer.Change(TimeSpan.FromSeconds((double)(next - now) / time.TimestampFrequency) + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                return;
            }

            Passed = totalDue <= now ? "total" : Phase;
        }

        try
        {
            source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended just now.
        }
    }
}
