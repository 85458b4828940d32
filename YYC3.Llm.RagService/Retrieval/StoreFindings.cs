namespace YYC3.Llm.RagService.Retrieval;

/// <summary>What a search found in one store.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="Candidates">What words and vectors found.</param>
/// <param name="Weight">What vectors weighed.</param>
/// <param name="Fused">Both together, best first.</param>
/// <param name="Passages">The best of them, read, without those that say what a better one says.</param>
internal sealed record StoreFindings(string StoreId, StoreCandidates Candidates, double Weight, IReadOnlyList<Fused> Fused, IReadOnlyList<Passage> Passages)
{
    /// <summary>How often the search was begun.</summary>
    public int Attempts { get; init; }

    /// <summary>How the store was searched.</summary>
    public StoreTrace ToTrace() => new(
        StoreId, Candidates.View.Version, Attempts, Candidates.Dense.Any(list => list.Count > 0) ? Candidates.Head.Space : null, Weight, Candidates.Matching);
}
