namespace YYC3.Llm.Router.Experiments;

/// <summary>What decides about the winner.</summary>
/// <param name="Metric">The metric's place in <see cref="Outcomes.OutcomeMetrics.All"/>.</param>
/// <param name="Increase">Whether more of it is better.</param>
internal sealed record GoalDefinition(int Metric, bool Increase);
