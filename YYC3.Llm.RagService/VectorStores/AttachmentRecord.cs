namespace YYC3.Llm.RagService.VectorStores;

/// <summary>A file within a vector store, as stored. Times are UTC microseconds.</summary>
/// <param name="StoreId">The vector store.</param>
/// <param name="FileId">The file.</param>
/// <param name="Status">One of <see cref="AttachmentStatus"/>.</param>
/// <param name="ErrorCode">OpenAI's code of what went wrong; null: nothing.</param>
/// <param name="ErrorMessage">What went wrong; null: nothing.</param>
/// <param name="Attributes">The caller's pairs, as JSON.</param>
/// <param name="ChunkTokens">The size of its chunks at most.</param>
/// <param name="OverlapTokens">What neighbouring chunks share.</param>
/// <param name="UsageBytes">What its chunks take.</param>
/// <param name="Progress">How far it was read, 0–1.</param>
/// <param name="Generation">The chunks that searches see; 0: none yet.</param>
/// <param name="Pending">The generation being written; 0: none.</param>
/// <param name="CreatedAt">When it was added.</param>
internal sealed record AttachmentRecord(
    string StoreId,
    string FileId,
    string Status,
    string? ErrorCode,
    string? ErrorMessage,
    string Attributes,
    long ChunkTokens,
    long OverlapTokens,
    long UsageBytes,
    double Progress,
    long Generation,
    long Pending,
    long CreatedAt);
