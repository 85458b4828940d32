namespace YYC3.Llm.RagService.Indexing;

/// <summary>A chunk as an index takes it.</summary>
/// <param name="Ordinal">Its number within its generation, from 0.</param>
/// <param name="Length">The number of its terms, repeated ones counted.</param>
internal readonly record struct IndexedChunk(int Ordinal, int Length);
