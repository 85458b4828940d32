namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>The proofs by name. A new one is one class and one line here.</summary>
internal static class ProofRegistry
{
    /// <summary>All proofs.</summary>
    public static IReadOnlyList<IProof> All { get; } = [new StreamsProof(), new AaProof(), new ReloadProof(), new BudgetProof(), new LedgerProof(), new ConformanceProof(), new ChaosProof(), new ConversationsProof(), new ResumeProof(), new ForgetProof()];
}
