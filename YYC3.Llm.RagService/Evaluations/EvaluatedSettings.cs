namespace YYC3.Llm.RagService.Evaluations;

/// <summary>Settings and how good they are.</summary>
/// <param name="Settings">The settings.</param>
/// <param name="Metrics">How good.</param>
internal sealed record EvaluatedSettings(RankingSettings Settings, EvaluationMetrics Metrics);
