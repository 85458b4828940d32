using System.Collections.Concurrent;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Benchmarks.Load;

/// <summary>What a load run measured. Filled from many callers at once.</summary>
internal sealed class LoadResult
{
    private long errors;

    /// <summary>From the moment a call should have been sent to its last byte.</summary>
    public LatencyHistogram Latency { get; } = new();

    /// <summary>From the moment a stream should have been asked for to its first text.</summary>
    public LatencyHistogram FirstContent { get; } = new();

    /// <summary>What went wrong, and how often.</summary>
    public ConcurrentDictionary<string, int> Errors { get; } = new(StringComparer.Ordinal);

    /// <summary>How long calls were measured.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>Calls that went well.</summary>
    public long Completed => Latency.Count;

    /// <summary>Calls that did not.</summary>
    public long Failed => Interlocked.Read(ref errors);

    /// <summary>Calls per second that went well.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? Completed / Elapsed.TotalSeconds : 0;

    /// <summary>Notes one call.</summary>
    /// <param name="result">The call.</param>
    /// <param name="due">Clock ticks when it should have been sent.</param>
    /// <param name="time">The clock.</param>
    public void Add(CallResult result, long due, TimeProvider time)
    {
        if (result.Error is not null)
        {
            Interlocked.Increment(ref errors);
            Errors.AddOrUpdate(result.Error, 1, static (_, count) => count + 1);
            return;
        }

        Latency.Add(time.GetElapsedTime(due, result.End));
        if (result.FirstContent != 0)
        {
            FirstContent.Add(time.GetElapsedTime(due, result.FirstContent));
        }
    }
}
