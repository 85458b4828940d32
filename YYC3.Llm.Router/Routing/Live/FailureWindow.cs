namespace YYC3.Llm.Router.Routing.Live;

/// <summary>
/// Calls and failures of the last while, in a ring of buckets, each one number (its time, calls, failures) changed by one compare-and-swap.
/// </summary>
/// <param name="clock">The clock.</param>
/// <param name="length">How far back it looks.</param>
internal sealed class FailureWindow(LiveClock clock, TimeSpan length)
{
    private const int Buckets = 10;
    private const int CountBits = 20;
    private const long Most = (1L << CountBits) - 1;
    private const long Times = (1L << 23) - 1; // Eight million buckets until a time comes again: some months.

    private readonly long[] buckets = new long[Buckets];
    private readonly long bucketUnits = Math.Max(1, clock.Units(length) / Buckets);

    public void Add(bool failed)
    {
        var at = clock.Now / bucketUnits;
        ref var bucket = ref buckets[at % Buckets];
        while (true)
        {
            var seen = Volatile.Read(ref bucket);
            var next = TimeOf(seen) == (at & Times) ? seen : (at & Times) << (2 * CountBits);
            if (((next >> CountBits) & Most) < Most)
            {
                next += (1L << CountBits) + (failed ? 1 : 0);
            }

            if (Interlocked.CompareExchange(ref bucket, next, seen) == seen)
            {
                return;
            }
        }
    }

    public (int Calls, int Failed) Sum()
    {
        var at = clock.Now / bucketUnits;
        long calls = 0, failed = 0;
        for (var i = 0; i < Buckets; i++)
        {
            var seen = Volatile.Read(ref buckets[i]);
            var age = ((at & Times) - TimeOf(seen)) & Times;
            if (age < Buckets)
            {
                calls += (seen >> CountBits) & Most;
                failed += seen & Most;
            }
        }

        return ((int)Math.Min(calls, int.MaxValue), (int)Math.Min(failed, int.MaxValue));
    }

    public void Clear()
    {
        for (var i = 0; i < Buckets; i++)
        {
            Volatile.Write(ref buckets[i], 0);
        }
    }

    private static long TimeOf(long bucket) => bucket >> (2 * CountBits);
}
