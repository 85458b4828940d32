namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>What was counted of one deployment, by the ledger or by the simulator.</summary>
/// <param name="Attempts">Times it was asked.</param>
/// <param name="Answered">Answers that were whole.</param>
/// <param name="Prompt">Prompt tokens reported by the provider.</param>
/// <param name="Completion">Answer tokens reported by the provider.</param>
/// <param name="Unreported">Whole answers without a usage, which the ledger must mark as estimated.</param>
internal sealed record Count(long Attempts, long Answered, long Prompt, long Completion, long Unreported);
