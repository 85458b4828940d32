namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>Time to the first token of a streamed answer.</summary>
internal sealed class FirstTokenMetric : IOutcomeMetric
{
    public string Name => "ttft";

    public string Unit => "s";

    public bool IsProportion => false;

    public bool HasQuantiles => true;

    public bool MoreIsBetter => false;

    public double? Read(in Outcome outcome) => outcome.FirstToken;
}
