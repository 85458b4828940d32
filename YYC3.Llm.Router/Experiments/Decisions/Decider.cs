using System.Globalization;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Router.Experiments.Decisions;

/// <summary>Decides about an experiment from its tallies: pure, and valid however often it is asked.</summary>
internal static class Decider
{
    /// <summary>A guard rail that was hit, else the winner; null while neither is known.</summary>
    /// <param name="definition">The experiment.</param>
    /// <param name="arms">Its arms' tallies, the control's first.</param>
    public static Decision? Decide(ExperimentDefinition definition, IReadOnlyList<ArmTally> arms) => Harm(definition, arms) ?? Winner(definition, arms);

    private static Decision? Harm(ExperimentDefinition definition, IReadOnlyList<ArmTally> arms)
    {
        foreach (var rail in definition.GuardRails)
        {
            for (var i = 1; i < arms.Count; i++)
            {
                var check = GuardCheck.Of(definition, rail, arms[i][rail.Metric], arms[0][rail.Metric]);
                if (check.IsReady && check.PValue <= definition.GuardAlpha)
                {
                    var margin = rail.Relative ? $"{Number(rail.Margin * 100)} %" : Number(rail.Margin);
                    return new Decision(null, definition.Arms[i].Id, $"Guard rail: {Means(definition, rail.Metric, arms, i)}, worse by more than the margin of {margin} (p = {Number(check.PValue)}).");
                }
            }
        }

        return null;
    }

    private static Decision? Winner(ExperimentDefinition definition, IReadOnlyList<ArmTally> arms)
    {
        if (definition.Goal is not { } goal)
        {
            return null;
        }

        var metric = OutcomeMetrics.All[goal.Metric];
        var control = arms[0][goal.Metric];
        var (best, gain, p, worse) = (0, 0.0, 0.0, 0);
        for (var i = 1; i < arms.Count; i++)
        {
            var arm = arms[i][goal.Metric];
            if (arm.Count < definition.MinSamples || control.Count < definition.MinSamples || !GuardCheck.ReadyUnits(definition, arm, control))
            {
                continue;
            }

            var comparison = Comparison.Of(definition, metric, arm, control);
            if (comparison.PValue > definition.Alpha)
            {
                continue;
            }

            var improvement = goal.Increase ? comparison.Difference : -comparison.Difference;
            worse += improvement < 0 ? 1 : 0;
            if (improvement > gain)
            {
                (best, gain, p) = (i, improvement, comparison.PValue);
            }
        }

        if (best > 0)
        {
            return new Decision(definition.Arms[best].Id, null, $"Winner: {Means(definition, goal.Metric, arms, best)} (p = {Number(p)}).");
        }

        return definition.Comparisons > 0 && worse == definition.Comparisons
            ? new Decision(definition.Control.Id, null, $"Winner: {definition.Control.Id}; every other arm is worse in {metric.Name}.")
            : null;
    }

    private static string Means(ExperimentDefinition definition, int metric, IReadOnlyList<ArmTally> arms, int arm) =>
        $"{definition.Arms[arm].Id} has {OutcomeMetrics.All[metric].Name} {Number(Mean(arms[arm][metric], metric))} against {Number(Mean(arms[0][metric], metric))} of {definition.Control.Id}, with {Number(arms[arm][metric].Count)} and {Number(arms[0][metric].Count)} observations";

    private static double Mean(Tally tally, int metric) => tally.Sample(OutcomeMetrics.All[metric], sticky: false).Mean;

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
