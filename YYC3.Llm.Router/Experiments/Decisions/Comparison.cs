using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Router.Experiments.Decisions;

/// <summary>The test of an arm's difference to the control in one metric, as results show it and decisions go by.</summary>
/// <remarks>It is of now: evidence can fade again. Decisions are made the first time that it suffices, which the test allows at any time.</remarks>
/// <param name="Difference">arm − control.</param>
/// <param name="Interval">Differences that have not been ruled out, for all arms together at level 1 − α.</param>
/// <param name="PValue">Anytime-valid, adjusted for the number of arms: to be compared with α.</param>
internal readonly record struct Comparison(double Difference, Interval Interval, double PValue)
{
    /// <summary>Compares by the normal mixture of <see cref="NormalMixture"/>, at its sharpest when the planned observations are in.</summary>
    public static Comparison Of(ExperimentDefinition definition, IOutcomeMetric metric, Tally arm, Tally control)
    {
        var estimate = Estimate.Contrast(arm.Sample(metric, definition.Unit.IsSticky), control.Sample(metric, definition.Unit.IsSticky));
        var alpha = Bonferroni.Share(definition.Alpha, definition.Comparisons);
        var rho2 = NormalMixture.Rho2(alpha, definition.PlannedSamples / 2.0);
        return new Comparison(
            estimate.Value,
            NormalMixture.Interval(estimate, rho2, alpha),
            Bonferroni.Adjust(NormalMixture.PValue(NormalMixture.LogEvidence(estimate, rho2)), definition.Comparisons));
    }
}
