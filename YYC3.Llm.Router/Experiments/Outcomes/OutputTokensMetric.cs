namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>Length of an answer.</summary>
internal sealed class OutputTokensMetric : IOutcomeMetric
{
    public string Name => "output_tokens";

    public string Unit => "tokens";

    public bool IsProportion => false;

    public bool HasQuantiles => true;

    public bool MoreIsBetter => false;

    public double? Read(in Outcome outcome) => outcome.OutputTokens;
}
