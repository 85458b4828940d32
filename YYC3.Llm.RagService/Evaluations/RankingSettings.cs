namespace YYC3.Llm.RagService.Evaluations;

/// <summary>Settings of a store's searches.</summary>
/// <param name="EmbeddingWeight">What vectors weigh against words, 0–1.</param>
internal sealed record RankingSettings(double EmbeddingWeight);
