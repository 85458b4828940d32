namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>A histogram's buckets: bucket i counts values in (bounds[i-1], bounds[i]], the last one those above all bounds.</summary>
/// <param name="Bounds">Rising upper bounds.</param>
/// <param name="Counts">One more than there are bounds.</param>
internal sealed record Distribution(double[] Bounds, long[] Counts)
{
    /// <summary>How many values were recorded.</summary>
    public long Total
    {
        get
        {
            var total = 0L;
            foreach (var count in Counts)
            {
                total += count;
            }

            return total;
        }
    }

    /// <summary>What this has more than an earlier state; all of this when the earlier one had other bounds or counted more.</summary>
    public Distribution Since(Distribution earlier)
    {
        if (!HasBoundsOf(earlier))
        {
            return this;
        }

        var counts = new long[Counts.Length];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = Counts[i] - earlier.Counts[i];
            if (counts[i] < 0)
            {
                return this;
            }
        }

        return this with { Counts = counts };
    }

    /// <summary>Both together; this alone when the other has other bounds.</summary>
    public Distribution Plus(Distribution other) =>
        HasBoundsOf(other) ? this with { Counts = [.. Counts.Zip(other.Counts, (a, b) => a + b)] } : this;

    /// <summary>The value below which that share (0 to 1) lies, linear within its bucket; null when nothing was recorded.</summary>
    public double? Quantile(double share)
    {
        var total = Total;
        if (total == 0)
        {
            return null;
        }

        var rank = share * total;
        var below = 0L;
        for (var i = 0; i < Counts.Length; i++)
        {
            if (Counts[i] > 0 && below + Counts[i] >= rank)
            {
                // The outer buckets are open: nothing is known of them but their one bound.
                var upper = i < Bounds.Length ? Bounds[i] : Bounds.Length > 0 ? Bounds[^1] : 0;
                var lower = i == 0 ? Math.Min(0, upper) : Bounds[i - 1];
                return lower + ((upper - lower) * Math.Clamp((rank - below) / Counts[i], 0, 1));
            }

            below += Counts[i];
        }

        return Bounds.Length > 0 ? Bounds[^1] : 0;
    }

    /// <summary>Whether the two can be compared bucket by bucket.</summary>
    public bool HasBoundsOf(Distribution other) =>
        Counts.Length == other.Counts.Length && (ReferenceEquals(Bounds, other.Bounds) || Bounds.AsSpan().SequenceEqual(other.Bounds));
}
