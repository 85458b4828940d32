namespace YYC3.Llm.RagService.Retrieval;

/// <summary>How a search came to its results.</summary>
/// <param name="Terms">Each query's terms.</param>
/// <param name="Rewritten">Whether a model put the queries into other words.</param>
/// <param name="Reranker">The model that had the last word; null: none.</param>
/// <param name="Stores">The stores, as they were asked.</param>
/// <param name="Candidates">What was looked at, in the order of the scores, the best hundred.</param>
internal sealed record SearchTrace(
    IReadOnlyList<IReadOnlyList<string>> Terms,
    bool Rewritten,
    string? Reranker,
    IReadOnlyList<StoreTrace> Stores,
    IReadOnlyList<CandidateTrace> Candidates);
