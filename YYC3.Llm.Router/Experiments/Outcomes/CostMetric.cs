namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>What a call costs; calls whose price is not known do not count.</summary>
internal sealed class CostMetric : IOutcomeMetric
{
    public string Name => "cost";

    public string Unit => "currency";

    public bool IsProportion => false;

    public bool HasQuantiles => true;

    public bool MoreIsBetter => false;

    public double? Read(in Outcome outcome) => outcome.Cost;
}
