namespace YYC3.Llm.Benchmarks.Proofs.Forgetting;

/// <summary>What kills left behind.</summary>
/// <param name="Kills">All of them.</param>
/// <param name="WhileReading">Those after a file was added, before it was known to be read.</param>
/// <param name="WhileDeleting">Those after a deletion was asked for.</param>
/// <param name="Kept">Files that were there whole, each passage once.</param>
/// <param name="Receipts">Deletions of which nothing was left.</param>
/// <param name="Faults">What must not be.</param>
internal sealed record ForgetOutcome(int Kills, int WhileReading, int WhileDeleting, int Kept, int Receipts, IReadOnlyList<string> Faults);
