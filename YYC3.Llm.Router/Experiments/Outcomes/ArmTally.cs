namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>The tallies of one arm, one for each metric. Not for several threads at once.</summary>
internal sealed class ArmTally
{
    private readonly Tally[] metrics = [.. OutcomeMetrics.All.Select(_ => new Tally())];

    /// <summary>The tally of the metric at that place in <see cref="OutcomeMetrics.All"/>.</summary>
    public Tally this[int metric] => metrics[metric];

    public void Observe(int group, in Outcome outcome)
    {
        for (var i = 0; i < metrics.Length; i++)
        {
            if (OutcomeMetrics.All[i].Read(outcome) is { } value && double.IsFinite(value))
            {
                metrics[i].Observe(OutcomeMetrics.All[i], group, value);
            }
        }
    }
}
