namespace YYC3.Llm.RagService.VectorStores;

/// <summary>How many files of a store are in which state.</summary>
internal sealed record FileCounts(long InProgress, long Completed, long Failed, long Cancelled, long Total);
