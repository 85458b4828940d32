using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>
/// All that is kept of one arm's observations of one metric: counts, sums and sums of squares by group of units, and the bins of the quantiles.
/// They add up, over time and over instances. Not for several threads at once.
/// </summary>
internal sealed class Tally
{
    private readonly double[] counts = new double[UnitGroups.Count];
    private readonly double[] sums = new double[UnitGroups.Count];
    private readonly double[] squares = new double[UnitGroups.Count];
    private double count;
    private double sum;
    private double square;

    /// <summary>Observations.</summary>
    public double Count => count;

    /// <summary>Groups with at least one observation: a lower bound of how many units there are.</summary>
    public int Groups { get; private set; }

    /// <summary>The bins of the quantiles; empty for a metric that has none.</summary>
    public QuantileSketch Sketch { get; } = new();

    /// <summary>The groups that hold anything, with their count, sum and sum of squares.</summary>
    public IEnumerable<(int Group, long Count, double Sum, double Square)> Parts
    {
        get
        {
            for (var group = 0; group < counts.Length; group++)
            {
                if (counts[group] != 0 || sums[group] != 0)
                {
                    yield return (group, (long)counts[group], sums[group], squares[group]);
                }
            }
        }
    }

    public void Observe(IOutcomeMetric metric, int group, double value)
    {
        Add(group, 1, value, value * value);
        if (metric.HasQuantiles)
        {
            Sketch.Add(QuantileSketch.BinOf(value), 1);
        }
    }

    public void Add(int group, long number, double total, double ofSquares)
    {
        Groups += counts[group] == 0 && number > 0 ? 1 : 0;
        counts[group] += number;
        sums[group] += total;
        squares[group] += ofSquares;
        count += number;
        sum += total;
        square += ofSquares;
    }

    /// <summary>What the tests need.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="sticky">Whether one unit makes several observations.</param>
    public Sample Sample(IOutcomeMetric metric, bool sticky)
    {
        if (count <= 0)
        {
            return default;
        }

        var mean = sum / count;
        var variance = metric.IsProportion ? OfProportion() : OfMean(mean);
        return new Sample(count, mean, variance, sticky ? DesignEffect.Estimate(counts, sums, variance) : 1);
    }

    // Half a success and half a failure more: an arm without any error yet is not an arm that cannot fail.
    private double OfProportion()
    {
        var p = (sum + 0.5) / (count + 1);
        return p * (1 - p);
    }

    // The floor of a thousandth of the mean keeps observations that are all equal (a fixed price) from being infinitely certain.
    private double OfMean(double mean) => Math.Max(
        count > 1 ? (square - (count * mean * mean)) / (count - 1) : 0,
        mean * mean * 1e-6);
}
