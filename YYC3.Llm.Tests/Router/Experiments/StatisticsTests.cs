using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>Each statistic against values computed elsewhere, or against a case that can be worked out by hand.</summary>
public sealed class StatisticsTests
{
    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(1.5, 0.9331927987311419)]
    [InlineData(-3.2, 0.0006871379379158604)]
    [InlineData(1.959963984540054, 0.975)]
    [InlineData(9, 1)]
    [InlineData(-40, 0)]
    public void Cdf_OfTheNormalDistribution_IsTheTables(double x, double expected) => Assert.Equal(expected, NormalDistribution.Cdf(x), 1e-13);

    [Theory]
    [InlineData(0.975, 1.959963984540054)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.5, 0)]
    public void Quantile_OfTheNormalDistribution_IsTheTables(double p, double expected) => Assert.Equal(expected, NormalDistribution.Quantile(p), 1e-9);

    [Fact]
    public void LogBeta_OfKnownArguments_IsExact()
    {
        Assert.Equal(Math.Log(Math.PI), BetaFunction.LogBeta(0.5, 0.5), 1e-12);
        Assert.Equal(Math.Log(1.0 / 12), BetaFunction.LogBeta(2, 3), 1e-12);
        Assert.Equal(Math.Log(Math.Sqrt(Math.PI)), BetaFunction.LogGamma(0.5), 1e-12);
        Assert.Equal(Math.Log(3628800), BetaFunction.LogGamma(11), 1e-10);
    }

    [Fact]
    public void LogEvidence_OfTheNormalMixture_IsTheFormula()
    {
        // t = 100, ρ² = 0.09: c = 9; z = 3: 4.5·0.9 − ½ ln 10.
        var estimate = new Estimate(0.3, 0.01, 100);

        Assert.Equal(4.05 - (0.5 * Math.Log(10)), NormalMixture.LogEvidence(estimate, 0.09), 1e-12);
        Assert.Equal(4.05 - (0.5 * Math.Log(10)) + Math.Log(2 * NormalDistribution.Cdf(3 * Math.Sqrt(0.9))), NormalMixture.LogEvidenceAbove(estimate, 0.09), 1e-12);
        Assert.Equal(Math.Exp(-4.05) * Math.Sqrt(10), NormalMixture.PValue(NormalMixture.LogEvidence(estimate, 0.09)), 1e-12);
    }

    [Theory]
    [InlineData(0.05)]
    [InlineData(0.01)]
    public void Interval_OfTheNormalMixture_EndsWhereTheEvidenceReachesTheLevel(double alpha)
    {
        var estimate = new Estimate(2, 0.04, 400);
        var rho2 = NormalMixture.Rho2(alpha, 500);
        var interval = NormalMixture.Interval(estimate, rho2, alpha);

        foreach (var end in new[] { interval.Low, interval.High })
        {
            Assert.Equal(-Math.Log(alpha), NormalMixture.LogEvidence(estimate with { Value = estimate.Value - end }, rho2), 1e-9);
        }
    }

    [Fact]
    public void Rho2_OfAPlan_MakesTheIntervalTightestThere()
    {
        double Width(double planned) => NormalMixture.Threshold(1000 * NormalMixture.Rho2(0.05, planned), 0.05);

        Assert.All([100, 500, 800, 1250, 2000, 10_000], planned => Assert.True(Width(1000) <= Width(planned)));
        Assert.Equal(3.0352089903762534, Width(1000), 1e-9);
    }

    [Fact]
    public void Interval_WithoutObservations_IsEverything()
    {
        Assert.Equal(Interval.Everything, NormalMixture.Interval(Estimate.Mean(default), 0.1, 0.05));
        Assert.Equal(0, NormalMixture.LogEvidence(Estimate.Contrast(default, default), 0.1));
        Assert.Equal(new Interval(0, 1), BetaBinomialMixture.Interval(0, 0, 0.05));
    }

    [Fact]
    public void Contrast_OfTwoArms_HasTheSumOfTheirVariances()
    {
        var arm = new Sample(100, 12, 4, 2);
        var control = new Sample(400, 10, 9, 1);
        var estimate = Estimate.Contrast(arm, control, slope: 1.1, offset: 0.5);

        Assert.Equal(12 - 11 - 0.5, estimate.Value, 1e-12);
        Assert.Equal((4 * 2 / 100.0) + (1.21 * 9 / 400), estimate.Variance, 1e-12);
        Assert.Equal(0.5 * (4 + (1.21 * 9)) / estimate.Variance, estimate.Information, 1e-9);
    }

    [Fact]
    public void BetaBinomial_OfThreeInTen_IsAsComputedElsewhere()
    {
        Assert.Equal(-0.5823328142196553, BetaBinomialMixture.LogEvidence(3, 7, 0.5), 1e-10);
        var interval = BetaBinomialMixture.Interval(3, 7, 0.05);
        Assert.Equal(0.03251513978805886, interval.Low, 1e-9);
        Assert.Equal(0.7475871099149966, interval.High, 1e-9);
        Assert.Equal(0, BetaBinomialMixture.Interval(0, 50, 0.05).Low);
        Assert.Equal(1, BetaBinomialMixture.Interval(50, 0, 0.05).High);
    }

    [Fact]
    public void BetaBinomial_OverAllOutcomes_HasMeanOne()
    {
        // What makes it evidence: under p its mean is 1, at any number of observations.
        foreach (var p in new[] { 0.02, 0.3, 0.5 })
        {
            const int Count = 30;
            double mean = 0;
            for (var s = 0; s <= Count; s++)
            {
                var ways = Math.Exp(BetaFunction.LogGamma(Count + 1) - BetaFunction.LogGamma(s + 1) - BetaFunction.LogGamma(Count - s + 1));
                mean += ways * Math.Pow(p, s) * Math.Pow(1 - p, Count - s) * Math.Exp(BetaBinomialMixture.LogEvidence(s, Count - s, p));
            }

            Assert.Equal(1, mean, 1e-9);
        }
    }

    [Theory]
    [InlineData(1, 0, 1.4207263773348586)]
    [InlineData(1, 0.1, -3.4005419790734948)]
    [InlineData(1.5, 0, -2.6237362403400795)]
    public void TwoProportions_OfThirtyAgainstTenInAHundred_AreAsComputedElsewhere(double slope, double offset, double expected) =>
        Assert.Equal(expected, TwoProportions.LogEvidenceAbove((30, 70), (10, 90), slope, offset), 1e-6);

    [Fact]
    public void TwoProportions_WithinTheHypothesis_AreNoEvidence()
    {
        Assert.Equal(0, TwoProportions.LogEvidenceAbove((10, 90), (30, 70), 1, 0));
        Assert.Equal(0, TwoProportions.LogEvidenceAbove((30, 70), (10, 90), 1, 0.25));
        Assert.Equal(0, TwoProportions.LogEvidenceAbove((0, 0), (10, 90), 1, 0));
        Assert.True(TwoProportions.LogEvidenceAbove((10, 0), (0, 10), 1, 0.02) > Math.Log(1 / 0.001)); // A dead arm is found within ten calls.
        Assert.True(TwoProportions.LogEvidenceAbove((50, 0), (0, 50), 1.5, 0) > 20);
    }

    [Fact]
    public void DesignEffect_OfGroupsThatAreAlike_IsOne()
    {
        // Every group has the same mean: groups explain nothing.
        Assert.Equal(1, DesignEffect.Estimate([10, 10, 10, 10], [20, 20, 20, 20], 3));
        Assert.Equal(1, DesignEffect.Estimate([10, 0, 0, 0], [20, 0, 0, 0], 3));
        Assert.Equal(1, DesignEffect.Estimate([5, 5], [5, 10], 0));
    }

    [Fact]
    public void DesignEffect_OfCallsThatRepeatTheirUser_IsTheCallsOfAUser()
    {
        // Four users with ten calls each, all of a user's the same: 40 calls tell as much as 4. Deviations ±1, ±3: Σ(10·d)² = 2,000; variance of a call 5·40/39.
        var effect = DesignEffect.Estimate([10, 10, 10, 10], [-30, -10, 10, 30], 200.0 / 39);

        Assert.Equal(2000 * 4 / 3.0 / (40 * 200.0 / 39), effect, 1e-9);
        Assert.InRange(effect, 10, 14);
    }

    [Fact]
    public void QuantileSketch_OfAThousandValues_KnowsThemToTwoPerCent()
    {
        var sketch = new QuantileSketch();
        for (var i = 1; i <= 1000; i++)
        {
            sketch.Add(QuantileSketch.BinOf(i / 100.0), 1);
        }

        foreach (var share in new[] { 0.01, 0.5, 0.95, 0.99 })
        {
            Assert.InRange(sketch.Quantile(share) / (10 * share), 0.98, 1.02);
            var interval = sketch.Interval(share, 1000, 0.05);
            Assert.True(interval.Low < 10 * share && interval.High > 10 * share, $"{share}: {interval}");
        }

        Assert.InRange(sketch.Interval(0.5, 1000, 0.05).High, 5, 7);
        Assert.Equal(double.PositiveInfinity, sketch.Interval(0.9999, 1000, 0.05).High);
        Assert.Equal(0, new QuantileSketch().Quantile(0.5));
    }

    [Fact]
    public void QuantileSketch_OfZeroes_IsZero()
    {
        var sketch = new QuantileSketch();
        sketch.Add(QuantileSketch.BinOf(0), 100);

        Assert.Equal(0, sketch.Quantile(0.99));
        Assert.Equal(0, sketch.Interval(0.5, 100, 0.05).High);
    }

    [Fact]
    public void SampleSize_OfTenAgainstThirteenPerCent_IsTheTextbooks()
    {
        const double Variances = (0.1 * 0.9) + (0.13 * 0.87);

        Assert.Equal(1772, SampleSize.FixedHorizon(Variances, 0.03, 0.05, 0.8));
        Assert.Equal(3392, SampleSize.Sequential(Variances, 0.03, 0.05, 0.8));
        Assert.Equal(3392, SampleSize.Sequential(Variances, -0.03, 0.05, 0.8));
        Assert.Equal(63, SampleSize.FixedHorizon(2, 0.5, 0.05, 0.8)); // Cohen's d of one half: 63 of each.
    }

    [Fact]
    public void SampleRatio_OfWhatWasAskedFor_IsNoEvidence()
    {
        Assert.Equal(0, SampleRatio.LogEvidence([0, 0], [1, 1]), 1e-9);
        Assert.True(SampleRatio.LogEvidence([5030, 4970], [1, 1]) < 0);
        Assert.True(SampleRatio.LogEvidence([3010, 990], [3, 1]) < 0);
        Assert.True(NormalMixture.PValue(SampleRatio.LogEvidence([5400, 4600], [1, 1])) < SampleRatio.Suspicious);

        // One call more in the first of two arms: the Dirichlet's mean over the share, ½ over ½.
        Assert.Equal(0, SampleRatio.LogEvidence([1, 0], [1, 1]), 1e-9);
        Assert.Equal(Math.Log(501.0 / 1001 / 0.5), SampleRatio.LogEvidence([2, 0], [1, 1]), 1e-9);
    }

    [Fact]
    public void Bonferroni_OfThreeTests_SharesTheLevel()
    {
        Assert.Equal(0.05 / 3, Bonferroni.Share(0.05, 3));
        Assert.Equal(0.03, Bonferroni.Adjust(0.01, 3), 1e-12);
        Assert.Equal(1, Bonferroni.Adjust(0.5, 3));
        Assert.Equal(0.05, Bonferroni.Share(0.05, 0));
    }
}
