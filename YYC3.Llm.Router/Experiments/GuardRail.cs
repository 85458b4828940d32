namespace YYC3.Llm.Router.Experiments;

/// <summary>A harm that ends an experiment: an arm that is worse than the control by more than the margin.</summary>
/// <param name="Metric">The metric's place in <see cref="Outcomes.OutcomeMetrics.All"/>.</param>
/// <param name="Margin">How much worse an arm may be: a share of the control's mean, or an amount.</param>
/// <param name="Relative">Which of the two.</param>
internal sealed record GuardRail(int Metric, double Margin, bool Relative)
{
    /// <summary>What the control's mean is multiplied with to give the limit.</summary>
    public double Slope => Relative ? 1 + Margin : 1;

    /// <summary>What is added to it.</summary>
    public double Offset => Relative ? 0 : Margin;
}
