namespace YYC3.Llm.RagService.Evaluations;

/// <summary>Settings that might be, and how they compare.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="TunedOn">On how many queries they were found; 0: they were given.</param>
/// <param name="TestedOn">On how many others they were compared.</param>
/// <param name="Metrics">How good they are on those.</param>
/// <param name="Difference">By how much better than the current ones, query by query.</param>
internal sealed record ProposedSettings(RankingSettings Settings, int TunedOn, int TestedOn, EvaluationMetrics Metrics, EvaluationMetrics Difference);
