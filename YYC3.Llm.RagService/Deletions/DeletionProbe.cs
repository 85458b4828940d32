using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Deletions;

/// <summary>Looks, everywhere where something of it could be, for what is left of a deletion.</summary>
internal sealed class DeletionProbe(DeletionStore store, IndexChoice index)
{
    /// <summary>What is left, counted now and exactly.</summary>
    public async Task<DeletionLeft> LookAsync(TenantId tenant, DeletionRecord deletion, IReadOnlyList<(string StoreId, long Generation, long Chunks)> generations, CancellationToken cancellationToken)
    {
        var (chunks, parts) = await store.LeftAsync(tenant, [.. generations.Select(entry => entry.Generation)], deletion.FileId, cancellationToken);
        var indexed = 0L;
        foreach (var one in generations.GroupBy(entry => entry.StoreId, StringComparer.Ordinal))
        {
            indexed += await index.Index.CountAsync(new IndexScope(tenant, one.Key), one.Select(entry => entry.Generation).ToHashSet(), cancellationToken);
        }

        return new DeletionLeft(chunks, indexed, parts);
    }
}
