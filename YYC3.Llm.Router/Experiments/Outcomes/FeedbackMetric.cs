namespace YYC3.Llm.Router.Experiments.Outcomes;

/// <summary>What callers say of answers, −1 to 1.</summary>
internal sealed class FeedbackMetric : IOutcomeMetric
{
    public string Name => "feedback";

    public string Unit => "score";

    public bool IsProportion => false;

    public bool HasQuantiles => false;

    public bool MoreIsBetter => true;

    public double? Read(in Outcome outcome) => outcome.Feedback;
}
