namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>
/// An ExponentialHistogram's buckets, turned into explicit ones. Bucket i of scale s covers (base^i, base^(i+1)] with
/// base = 2^(2^-s) (opentelemetry/proto/metrics/v1/metrics.proto, ExponentialHistogramDataPoint).
/// </summary>
internal static class ExponentialBuckets
{
    /// <summary>More would not be seen in a chart; neighbours are merged, which lowers the scale by one each time.</summary>
    private const int MostBuckets = 40;

    /// <summary>The same distribution with explicit bounds. What lies below zero is counted with the zeros.</summary>
    /// <param name="scale">The sender's scale, -10 to 20.</param>
    /// <param name="zeros">Values at or below the zero threshold.</param>
    /// <param name="offset">The index of the first bucket.</param>
    /// <param name="counts">The counts of the positive buckets.</param>
    public static Distribution ToExplicit(int scale, long zeros, int offset, IReadOnlyList<ulong> counts)
    {
        scale = Math.Clamp(scale, -10, 20);
        offset = Math.Clamp(offset, -(1 << 30), 1 << 30); // Beyond what a double can hold; keeps the sums below from wrapping.
        IReadOnlyList<ulong> merged = counts;
        while (merged.Count > MostBuckets)
        {
            var first = offset >> 1;
            var halves = new ulong[((offset + merged.Count - 1) >> 1) - first + 1];
            for (var i = 0; i < merged.Count; i++)
            {
                halves[((offset + i) >> 1) - first] += merged[i];
            }

            (merged, offset, scale) = (halves, first, scale - 1);
        }

        var bounds = new List<double> { Bound(scale, offset) };
        var totals = new List<long> { zeros };
        for (var i = 0; i < merged.Count; i++)
        {
            bounds.Add(Bound(scale, offset + i + 1));
            totals.Add((long)merged[i]);
        }

        totals.Add(0);
        return new Distribution([.. bounds], [.. totals]);
    }

    private static double Bound(int scale, int index) =>
        Math.Clamp(Math.Pow(2, index * Math.Pow(2, -scale)), 0, double.MaxValue);
}
