using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Deletions;

/// <summary>The receipt of a deletion. Times are whole seconds since 1970.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Object">Always <c>deletion</c>.</param>
/// <param name="Status"><c>in_progress</c> or <c>completed</c>; either way nobody finds it any more.</param>
/// <param name="CreatedAt">When it was asked for.</param>
/// <param name="CompletedAt">When nothing was left; null: not yet.</param>
/// <param name="Deleted">What was deleted.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="VectorStores">How many passages went, by vector store.</param>
/// <param name="Left">What is left, counted for this answer: all 0 once it is completed.</param>
internal sealed record DeletionObject(
    string Id, string Object, string Status, long CreatedAt, long? CompletedAt, DeletionTarget Deleted, long Bytes, IReadOnlyList<DeletionStoreCount> VectorStores, DeletionLeft? Left)
{
    public static DeletionObject Of(DeletionRecord deletion, IEnumerable<(string StoreId, long Generation, long Chunks)> generations, DeletionLeft? left) => new(
        deletion.Id,
        "deletion",
        deletion.Status,
        Microseconds.ToUnixSeconds(deletion.CreatedAt),
        deletion.CompletedAt is { } end ? Microseconds.ToUnixSeconds(end) : null,
        new DeletionTarget(deletion.Kind, deletion.Target),
        deletion.Bytes,
        [.. generations.GroupBy(entry => entry.StoreId, StringComparer.Ordinal).Select(store => new DeletionStoreCount(store.Key, store.Sum(entry => entry.Chunks)))],
        left);
}
