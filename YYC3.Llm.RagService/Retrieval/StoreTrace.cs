namespace YYC3.Llm.RagService.Retrieval;

/// <summary>How one store was searched.</summary>
/// <param name="VectorStoreId">The store.</param>
/// <param name="Version">Its state.</param>
/// <param name="Attempts">How often it was begun, because the store changed meanwhile.</param>
/// <param name="EmbeddingModel">Whose vectors were compared; null: words alone.</param>
/// <param name="EmbeddingWeight">What they weighed.</param>
/// <param name="Matching">How many chunks have any of the words; null: the index does not count them.</param>
internal sealed record StoreTrace(string VectorStoreId, long Version, int Attempts, string? EmbeddingModel, double EmbeddingWeight, int? Matching);
