namespace YYC3.Llm.Benchmarks.Proofs.Resuming;

/// <summary>What came of the runs that a kill interrupted.</summary>
/// <param name="Runs">All of them.</param>
/// <param name="Completed">Those that were whole before.</param>
/// <param name="Failed">Those that ended as failed.</param>
/// <param name="Slowest">How long after the kill the last one ended.</param>
/// <param name="Seen">Events that callers had seen before the kill.</param>
/// <param name="Stored">Events that the other instance gives out.</param>
/// <param name="Faults">What must not be.</param>
internal sealed record ResumeOutcome(int Runs, int Completed, int Failed, TimeSpan Slowest, int Seen, int Stored, IReadOnlyList<string> Faults);
