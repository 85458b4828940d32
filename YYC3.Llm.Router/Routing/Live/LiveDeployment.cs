using System.Collections.Concurrent;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing.Live;

/// <summary>What calls have found out about one model of one provider.</summary>
internal sealed class LiveDeployment(LiveClock clock, BreakerOptions breaker)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10); // Finagle's decay time.
    private static readonly TimeSpan Fade = TimeSpan.FromMinutes(2);

    private readonly ConcurrentDictionary<LiveKey, LiveLane> lanes = new();
    private long queued;

    public LiveClock Clock => clock;

    /// <summary>Calls under way.</summary>
    public Occupancy Occupancy { get; } = new();

    /// <summary>Peak EWMA of whole calls.</summary>
    public MovingAverage Latency { get; } = new(clock, Window, Window, keepsPeaks: true);

    /// <summary>EWMA of the time to the first token of streams.</summary>
    public MovingAverage FirstToken { get; } = new(clock, Window, Fade, keepsPeaks: false);

    public Breaker Breaker { get; } = new(clock, breaker);

    /// <summary>On while the provider, failing, asked to be left alone.</summary>
    public Cooldown Cooldown { get; } = new(clock);

    /// <summary>Calls that wait in its queue.</summary>
    public int Queued => (int)Volatile.Read(ref queued);

    /// <summary>Takes a place in its queue if there is one.</summary>
    public bool TryQueue(int places)
    {
        if (Interlocked.Increment(ref queued) <= places)
        {
            return true;
        }

        Interlocked.Decrement(ref queued);
        return false;
    }

    public void Unqueue() => Interlocked.Decrement(ref queued);

    public LiveLane Lane(LiveKey key) => lanes.GetOrAdd(key, static (key, deployment) => new LiveLane(deployment, key), this);

    /// <summary>Learns from an attempt that has ended.</summary>
    public void Observe(Attempt attempt)
    {
        if (attempt.FirstToken is { } first)
        {
            FirstToken.Observe(first);
        }

        switch (attempt)
        {
            case { Failure: null, End: CallEnd.Completed }:
                Latency.Observe(attempt.Duration);
                Breaker.Succeeded(attempt.Duration);
                break;
            case { Failure.Class: FailureClass.Provider }:
                // Time lost is latency; a quick refusal must not look like speed.
                if (attempt.Duration.TotalSeconds > Latency.Read(clock.Now))
                {
                    Latency.Observe(attempt.Duration);
                }

                Breaker.Failed(attempt.Duration);
                break;
            case { Failure.Class: FailureClass.Caller or FailureClass.Content or FailureClass.ContextWindow }:
            case { End: CallEnd.ClientGone, Committed: true }:
                Breaker.Succeeded(attempt.Duration); // It works, whatever it said.
                break;
            default:
                Breaker.Abandoned(attempt.Duration);
                break;
        }
    }
}
