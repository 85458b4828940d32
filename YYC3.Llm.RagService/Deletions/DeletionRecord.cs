namespace YYC3.Llm.RagService.Deletions;

/// <summary>A deletion, as stored. Times are UTC microseconds.</summary>
/// <param name="Id">Its id, <c>del_…</c>.</param>
/// <param name="Kind">What was deleted: <c>file</c>, <c>vector_store</c> or <c>vector_store.file</c>.</param>
/// <param name="Target">Its id.</param>
/// <param name="FileId">The file whose bytes went with it; null: none.</param>
/// <param name="Bytes">How many these were.</param>
/// <param name="Status"><c>in_progress</c> or <c>completed</c>.</param>
/// <param name="CreatedAt">When it was deleted: from then on nobody finds it.</param>
/// <param name="CompletedAt">When nothing of it was left; null: not yet.</param>
internal sealed record DeletionRecord(string Id, string Kind, string Target, string? FileId, long Bytes, string Status, long CreatedAt, long? CompletedAt)
{
    public const string File = "file";
    public const string Store = "vector_store";
    public const string Attachment = "vector_store.file";
}
