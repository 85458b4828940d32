namespace YYC3.Llm.Router.Experiments.Statistics;

/// <summary>
/// Counts in bins that grow by 4 %, so that quantiles are known to 2 % of their value, at any size, and sketches add up
/// (Masson, Rim and Lee, "DDSketch", PVLDB 12(12), 2019).
/// </summary>
internal sealed class QuantileSketch
{
    private const double Growth = 1.04;

    /// <summary>What is nothing: zero, and times and prices too small to matter.</summary>
    private const double Smallest = 1e-9;

    private const int ZeroBin = -1000;

    private static readonly double LogGrowth = Math.Log(Growth);

    // Sorted when it is read, which is seldom; it grows with every call.
    private readonly Dictionary<int, long> bins = [];

    /// <summary>The counts by bin.</summary>
    public IReadOnlyDictionary<int, long> Bins => bins;

    public long Count { get; private set; }

    /// <summary>The bin of a value: the number i with growth^(i−1) &lt; value ≤ growth^i.</summary>
    public static int BinOf(double value) => value <= Smallest ? ZeroBin : (int)Math.Ceiling(Math.Log(value) / LogGrowth);

    public void Add(int bin, long count)
    {
        bins[bin] = bins.GetValueOrDefault(bin) + count;
        Count += count;
    }

    /// <summary>The value below which a share of the observations lies.</summary>
    /// <param name="share">0 to 1.</param>
    public double Quantile(double share) => Bin(share) is { } bin ? bin == ZeroBin ? 0 : 2 * Math.Pow(Growth, bin) / (Growth + 1) : 0;

    /// <summary>
    /// An always-valid interval of a quantile: of the true one, the share of observations below is a proportion that is known, so
    /// <see cref="BetaBinomialMixture"/> says which ranks it can have (as Howard and Ramdas, "Sequential estimation of quantiles", Bernoulli 28(3), 2022).
    /// </summary>
    /// <param name="share">Which quantile, more than 0 and less than 1.</param>
    /// <param name="effectiveCount">Independent observations that would tell as much.</param>
    /// <param name="alpha">The level.</param>
    public Interval Interval(double share, double effectiveCount, double alpha)
    {
        if (Count == 0)
        {
            return Statistics.Interval.Everything;
        }

        var limit = -Math.Log(alpha);
        double Evidence(double seen) => BetaBinomialMixture.LogEvidence(seen * effectiveCount, (1 - seen) * effectiveCount, share);
        var low = Evidence(0) < limit ? 0 : Bisection.Find(0, share, seen => limit - Evidence(seen));
        var high = Evidence(1) < limit ? 1 : Bisection.Find(share, 1, seen => Evidence(seen) - limit);
        return new Interval(
            low <= 0 || Bin(low) is not { } first || first == ZeroBin ? 0 : Math.Pow(Growth, first - 1),
            high >= 1 || Bin(high) is not { } last ? double.PositiveInfinity : last == ZeroBin ? 0 : Math.Pow(Growth, last));
    }

    private int? Bin(double share)
    {
        var rank = Math.Max(1, Math.Ceiling(share * Count));
        long below = 0;
        foreach (var (bin, count) in bins.OrderBy(pair => pair.Key))
        {
            below += count;
            if (below >= rank)
            {
                return bin;
            }
        }

        return bins.Count == 0 ? null : bins.Keys.Max();
    }
}
