namespace YYC3.Llm.RagService.VectorStores;

/// <summary>Sizes in tokens.</summary>
internal sealed record ChunkSizes(long MaxChunkSizeTokens, long ChunkOverlapTokens);
