namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>Time to the whole answer.</summary>
internal sealed class LatencyMetric : IOutcomeMetric
{
    public string Name => "latency";

    public string Unit => "s";

    public bool IsProportion => false;

    public bool HasQuantiles => true;

    public bool MoreIsBetter => false;

    public double? Read(in Outcome outcome) => outcome.Latency;
}
