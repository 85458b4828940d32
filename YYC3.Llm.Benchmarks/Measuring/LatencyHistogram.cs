using System.Numerics;

namespace YYC3.Llm.Benchmarks.Measuring;

/// <summary>
/// Counts times in microseconds in buckets whose width grows with the value, as HdrHistogram does: exact below 256 µs, then within 0.8 %,
/// up to about 70 minutes. Adding allocates nothing and may happen from any number of threads.
/// </summary>
internal sealed class LatencyHistogram
{
    // 2^7 buckets for each power of two: half a bucket's width is at most 1/256 of its value.
    private const int Precision = 7;
    private const int Exact = 1 << (Precision + 1);
    private const int Powers = 24;

    private readonly long[] counts = new long[Exact + (Powers << Precision)];
    private long count;
    private long largest;

    /// <summary>How many times were added.</summary>
    public long Count => Interlocked.Read(ref count);

    /// <summary>The largest time, exactly.</summary>
    public TimeSpan Largest => TimeSpan.FromMicroseconds(Interlocked.Read(ref largest));

    /// <summary>Adds a time; a negative one counts as zero, one beyond the range as the range's end.</summary>
    public void Add(TimeSpan time)
    {
        var value = Math.Max((long)time.TotalMicroseconds, 0);
        Interlocked.Increment(ref counts[Math.Min(BucketOf(value), counts.Length - 1)]);
        Interlocked.Increment(ref count);
        for (var seen = Interlocked.Read(ref largest); value > seen;)
        {
            var before = Interlocked.CompareExchange(ref largest, value, seen);
            if (before == seen)
            {
                break;
            }

            seen = before;
        }
    }

    /// <summary>The time that the given share of all times does not exceed; zero when there are none.</summary>
    /// <param name="share">From 0 to 1: 0.5 is the median.</param>
    public TimeSpan Percentile(double share)
    {
        var rank = Math.Max((long)Math.Ceiling(share * Count), 1);
        for (var bucket = 0; bucket < counts.Length; bucket++)
        {
            rank -= Interlocked.Read(ref counts[bucket]);
            if (rank <= 0)
            {
                return TimeSpan.FromMicroseconds(Math.Min(MiddleOf(bucket), Interlocked.Read(ref largest)));
            }
        }

        return TimeSpan.Zero;
    }

    private static int BucketOf(long value)
    {
        if (value < Exact)
        {
            return (int)value;
        }

        var power = BitOperations.Log2((ulong)value) - Precision;
        return Exact + ((power - 1) << Precision) + (int)((value >> power) - (1 << Precision));
    }

    private static long MiddleOf(int bucket)
    {
        if (bucket < Exact)
        {
            return bucket;
        }

        var power = ((bucket - Exact) >> Precision) + 1;
        var step = ((bucket - Exact) & ((1 << Precision) - 1)) + (1 << Precision);
        return ((long)step << power) + (1L << (power - 1));
    }
}
