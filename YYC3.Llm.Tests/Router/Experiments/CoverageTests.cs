using YYC3.Llm.Router.Experiments.Decisions;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>Intervals that are looked at all the time hold the truth all the time, but for the share of experiments that they may miss it in.</summary>
public sealed class CoverageTests
{
    private const int Experiments = 500;
    private const int Samples = 1000;
    private const double Alpha = 0.05;

    private static readonly IOutcomeMetric Latency = OutcomeMetrics.All[Definitions.Latency];

    [Fact]
    public void Interval_OfADifference_HoldsItAllTheTime()
    {
        var random = new Random(11);
        var missed = Enumerable.Range(0, Experiments).Count(_ =>
        {
            var (arm, control) = (new Tally(), new Tally());
            return Misses(() =>
            {
                arm.Observe(Latency, 0, LogNormal(random) * 1.5);
                control.Observe(Latency, 0, LogNormal(random));
            }, () => Comparison.Of(Definitions.Simple, Latency, arm, control).Interval.Contains(0.5));
        });

        Assert.InRange(missed, 1, Experiments * Alpha);
    }

    [Fact]
    public void Interval_OfAMean_HoldsItAllTheTime()
    {
        var random = new Random(12);
        var rho2 = NormalMixture.Rho2(Alpha, Samples);
        var missed = Enumerable.Range(0, Experiments).Count(_ =>
        {
            var tally = new Tally();
            return Misses(() => tally.Observe(Latency, 0, LogNormal(random)), () => NormalMixture.Interval(Estimate.Mean(tally.Sample(Latency, sticky: false)), rho2, Alpha).Contains(1));
        });

        Assert.InRange(missed, 1, Experiments * Alpha);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.3)]
    public void Interval_OfAProportion_HoldsItAllTheTimeFromTheFirstCallOn(double p)
    {
        var random = new Random(13);
        var missed = Enumerable.Range(0, Experiments).Count(_ =>
        {
            double successes = 0;
            for (var count = 1; count <= Samples; count++)
            {
                successes += random.NextDouble() < p ? 1 : 0;
                if (BetaBinomialMixture.LogEvidence(successes, count - successes, p) >= -Math.Log(Alpha))
                {
                    return true;
                }
            }

            return false;
        });

        Assert.InRange(missed, 0, Experiments * Alpha);
    }

    [Theory]
    [InlineData(0.5, 0.726149)] // exp(−σ²/2) with σ = 0.8
    [InlineData(0.95, 2.707)] // exp(σ·1.6449 − σ²/2)
    public void Interval_OfAQuantile_HoldsItAllTheTime(double share, double truth)
    {
        var random = new Random(14);
        var missed = Enumerable.Range(0, Experiments).Count(_ =>
        {
            var sketch = new QuantileSketch();
            return Misses(() => sketch.Add(QuantileSketch.BinOf(LogNormal(random)), 1), () => sketch.Interval(share, sketch.Count, Alpha).Contains(truth), every: 50);
        });

        Assert.InRange(missed, 0, Experiments * Alpha);
    }

    private static bool Misses(Action observe, Func<bool> holds, int every = 10)
    {
        for (var count = 1; count <= Samples; count++)
        {
            observe();
            if (count >= Definitions.Simple.MinSamples && count % every == 0 && !holds())
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Mean 1, as skewed as latencies are.</summary>
    private static double LogNormal(Random random) =>
        Math.Exp((0.8 * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())) - 0.32);
}
