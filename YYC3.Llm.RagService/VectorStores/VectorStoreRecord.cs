namespace YYC3.Llm.RagService.VectorStores;

/// <summary>A vector store, as stored, with the counts of its files. Times are UTC microseconds.</summary>
/// <param name="Id">Its id, <c>vs_…</c>.</param>
/// <param name="Name">Its name; may be empty.</param>
/// <param name="Description">What it is for; null: not told.</param>
/// <param name="Metadata">The caller's pairs, as JSON.</param>
/// <param name="ExpiresAfterDays">Days without use after which it ends; null: never.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="LastActiveAt">When it was last searched or changed.</param>
/// <param name="Version">Rises with each change of what a search may see.</param>
/// <param name="Space">The embedding space that its searches use; null: none.</param>
/// <param name="EmbeddingWeight">What vectors weigh against words, 0–1; null: the default.</param>
/// <param name="Embedded">Files whose chunks are embedded in that space.</param>
/// <param name="UsageBytes">What its chunks take.</param>
/// <param name="InProgress">Files being read.</param>
/// <param name="Completed">Files that were read.</param>
/// <param name="Failed">Files that could not be read.</param>
[method: Dapper.ExplicitConstructor]
internal sealed record VectorStoreRecord(
    string Id,
    string Name,
    string? Description,
    string Metadata,
    long? ExpiresAfterDays,
    long CreatedAt,
    long LastActiveAt,
    long Version,
    string? Space,
    double? EmbeddingWeight,
    long Embedded,
    long UsageBytes,
    long InProgress,
    long Completed,
    long Failed)
{
    private const long MicrosecondsADay = 24L * 60 * 60 * 1_000_000;

    /// <summary>When it ends if nobody uses it; null: never.</summary>
    public long? ExpiresAt => ExpiresAfterDays is { } days ? LastActiveAt + (days * MicrosecondsADay) : null;
}
