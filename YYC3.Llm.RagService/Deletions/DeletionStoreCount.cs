namespace YYC3.Llm.RagService.Deletions;

/// <summary>How many passages of a vector store went.</summary>
internal sealed record DeletionStoreCount(string Id, long Chunks);
