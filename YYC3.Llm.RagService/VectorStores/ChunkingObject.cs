namespace YYC3.Llm.RagService.VectorStores;

/// <summary>The chunking strategy in answers; <c>auto</c> is reported as what it stands for, as OpenAI does.</summary>
internal sealed record ChunkingObject(string Type, ChunkSizes Static);
