namespace YYC3.Llm.Benchmarks.Load;

/// <summary>
/// The moments at which an open loop's calls are due. A caller that is still busy with a slow call takes its next one late, but the call
/// keeps the moment at which it was due: otherwise the server's slowness would thin out the very calls that suffer from it
/// (coordinated omission).
/// </summary>
internal sealed class Schedule(double rate, long start, long ticksPerSecond)
{
    private long next = -1;

    /// <summary>Clock ticks when the next call, which is the caller's from now on, is due.</summary>
    public long Take() => start + (long)(Interlocked.Increment(ref next) * (double)ticksPerSecond / rate);

    /// <summary>From when a call's time counts.</summary>
    /// <param name="due">When it was due.</param>
    /// <param name="taken">When a caller was free to take it.</param>
    /// <param name="sent">When it was sent.</param>
    /// <returns>
    /// When it was due, if no caller was free by then. A caller that waited for the moment and was woken late by this machine's timer
    /// counts from the sending: that delay is the driver's own.
    /// </returns>
    public static long CountsFrom(long due, long taken, long sent) => taken > due ? due : sent;
}
