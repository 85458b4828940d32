using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Router.Experiments.Decisions;

/// <summary>
/// The one-sided test of a guard rail: whether an arm is worse than the control by more than the margin. Means are tested by the normal mixture,
/// sharpest at the least number of observations. Proportions are tested exactly besides, from the first call on, so that a broken arm is found within
/// a few: the average of two such measures of evidence is one again (Vovk and Wang, "E-values", Annals of Statistics 49(3), 2021).
/// </summary>
/// <param name="PValue">Anytime-valid, adjusted for the number of guard rails and arms: to be compared with the guard rails' α.</param>
/// <param name="IsReady">Whether there are observations enough for it to be decided on.</param>
internal readonly record struct GuardCheck(double PValue, bool IsReady)
{
    public static GuardCheck Of(ExperimentDefinition definition, GuardRail rail, Tally arm, Tally control)
    {
        var metric = OutcomeMetrics.All[rail.Metric];
        var tests = definition.GuardRails.Count * definition.Comparisons;
        var (one, other) = (arm.Sample(metric, definition.Unit.IsSticky), control.Sample(metric, definition.Unit.IsSticky));
        var hasSamples = arm.Count >= definition.MinSamples && control.Count >= definition.MinSamples;

        // More is better: being worse is being less, so the signs turn around. Its margin is an amount.
        var estimate = metric.MoreIsBetter
            ? Negate(Estimate.Contrast(one, other, 1, -rail.Offset))
            : Estimate.Contrast(one, other, rail.Slope, rail.Offset);
        var evidence = NormalMixture.LogEvidenceAbove(estimate, NormalMixture.Rho2(Bonferroni.Share(definition.GuardAlpha, tests), definition.MinSamples / 2.0));
        if (metric.IsProportion)
        {
            evidence = LogAverage(TwoProportions.LogEvidenceAbove(Effective(one), Effective(other), rail.Slope, rail.Offset), hasSamples ? evidence : double.NegativeInfinity);
        }

        var isReady = ReadyUnits(definition, arm, control) && (metric.IsProportion || hasSamples);
        return new GuardCheck(Bonferroni.Adjust(NormalMixture.PValue(evidence), tests), isReady);
    }

    /// <summary>Whether enough units have called, where units call more than once: of few the differences between them cannot be told from the arms'.</summary>
    public static bool ReadyUnits(ExperimentDefinition definition, Tally arm, Tally control) =>
        !definition.Unit.IsSticky || (arm.Groups >= definition.MinUnits && control.Groups >= definition.MinUnits);

    private static double LogAverage(double one, double other)
    {
        var (low, high) = (Math.Min(one, other), Math.Max(one, other));
        return high + Math.Log(0.5 * (1 + Math.Exp(low - high)));
    }

    private static Estimate Negate(Estimate estimate) => estimate with { Value = -estimate.Value };

    private static (double Successes, double Failures) Effective(in Sample sample)
    {
        var successes = sample.Mean * sample.EffectiveCount;
        return (successes, Math.Max(0, sample.EffectiveCount - successes));
    }
}
