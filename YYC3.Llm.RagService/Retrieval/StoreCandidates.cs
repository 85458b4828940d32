namespace YYC3.Llm.RagService.Retrieval;

/// <summary>What a store has for some queries, before it is joined.</summary>
/// <param name="View">The state of the store that was searched.</param>
/// <param name="Head">The store.</param>
/// <param name="Lexical">For each query, what its words found, best first.</param>
/// <param name="Dense">For each query, what its vector found, nearest first; empty lists without vectors.</param>
/// <param name="Matching">How many chunks have any of the words; null: the index does not count them.</param>
internal sealed record StoreCandidates(
    StoreView View, StoreHead Head, IReadOnlyList<IReadOnlyList<Candidate>> Lexical, IReadOnlyList<IReadOnlyList<Candidate>> Dense, int? Matching)
{
    /// <summary>The joint list, best first.</summary>
    /// <param name="weight">What vectors weigh.</param>
    public List<Fused> Fuse(double weight) => Fusion.Best([.. Lexical.Zip(Dense, (lexical, dense) => Fusion.Fuse(lexical, dense, weight))]);
}
