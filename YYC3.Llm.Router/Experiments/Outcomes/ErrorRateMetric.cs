namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>The share of calls that an arm's first choice could not answer, whether another one could or not.</summary>
internal sealed class ErrorRateMetric : IOutcomeMetric
{
    public string Name => "error_rate";

    public string Unit => "share";

    public bool IsProportion => true;

    public bool HasQuantiles => false;

    public bool MoreIsBetter => false;

    public double? Read(in Outcome outcome) => outcome.Failed is { } failed ? failed ? 1 : 0 : null;
}
