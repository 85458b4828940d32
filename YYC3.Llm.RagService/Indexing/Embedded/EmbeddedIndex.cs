using System.Collections.Concurrent;
using YYC3.Llm.RagService.Indexing.Embedded.Dense;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>
/// The index without another server: segments of postings and of vectors, kept in the service's own database and used from memory. It is as durable as the
/// database, needs no rebuilding at start, and serves any number of instances, because segments never change and the store's version tells which ones count.
/// </summary>
internal sealed class EmbeddedIndex(SegmentStore store, SegmentCache cache, DenseStore vectors, DenseCache vectorCache) : IVectorIndex
{
    private const int MaxSnapshots = 256;

    private readonly ConcurrentDictionary<string, IndexSnapshot> snapshots = new(StringComparer.Ordinal);

    /// <summary>Its name in the configuration.</summary>
    public const string IndexName = "embedded";

    public string Name => IndexName;

    public async Task<long> AddAsync(IndexScope scope, long generation, TermBatch batch, CancellationToken cancellationToken)
    {
        var data = SegmentBuilder.Build(generation, batch);
        await store.AddAsync(scope, generation, batch.Chunks.Count, data, cancellationToken);
        return data.Length;
    }

    public Task AddVectorsAsync(IndexScope scope, string space, long generation, IReadOnlyList<IndexedVector> added, CancellationToken cancellationToken) =>
        vectors.AddAsync(scope, space, generation, added, cancellationToken);

    public Task RemoveVectorsAsync(IndexScope scope, string space, long? generation, CancellationToken cancellationToken) =>
        vectors.RemoveAsync(scope, space, generation, cancellationToken);

    public Task<IReadOnlyList<IndexHit>> NearestAsync(IndexScope scope, DenseQuery query, CancellationToken cancellationToken) =>
        new DenseSearch(vectors, vectorCache).RunAsync(scope, query, cancellationToken);

    public async Task RemoveAsync(IndexScope scope, long generation, CancellationToken cancellationToken)
    {
        await store.RemoveAsync(scope, generation, cancellationToken);
        await vectors.RemoveAsync(scope, space: null, generation, cancellationToken);
    }

    public async Task DropAsync(IndexScope scope, CancellationToken cancellationToken)
    {
        snapshots.TryRemove(scope.StoreId, out _);
        vectorCache.Remove(scope.StoreId);
        await store.DropAsync(scope, cancellationToken);
        await vectors.RemoveAsync(scope, space: null, generation: null, cancellationToken);
    }

    public Task MaintainAsync(IndexScope scope, bool forget, CancellationToken cancellationToken) => new Compaction(store, cache, scope).RunAsync(forget, cancellationToken);

    public async Task<long> CountAsync(IndexScope scope, IReadOnlySet<long> generations, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var segment in await store.HeldAsync(scope, cancellationToken))
        {
            if (segment.Generation != 0)
            {
                count += generations.Contains(segment.Generation) ? segment.Documents : 0;
            }
            else if (await store.LoadAsync(scope, segment.Id, cancellationToken) is { } merged)
            {
                foreach (var generation in merged.DocumentGenerations)
                {
                    count += generations.Contains(merged.Generations[generation]) ? 1 : 0;
                }
            }
        }

        return count + await vectors.CountAsync(scope, generations, cancellationToken);
    }

    public async Task<IndexAnswer> SearchAsync(IndexScope scope, IndexQuery query, CancellationToken cancellationToken)
    {
        if (!snapshots.TryGetValue(scope.StoreId, out var snapshot) || snapshot.Version != query.View.Version)
        {
            snapshot = await OpenAsync(scope, query.View, cancellationToken);
        }

        return LexicalSearch.Run(snapshot, query);
    }

    private async Task<IndexSnapshot> OpenAsync(IndexScope scope, IIndexView view, CancellationToken cancellationToken)
    {
        if (await store.ListAsync(scope, cancellationToken) is not { } current || current.Version != view.Version)
        {
            throw new StaleViewException();
        }

        // A generation being written, or being freed, has segments of its own: they need not be loaded.
        var counted = current.Segments.Where(segment => segment.Generation == 0 || view.IsLive(segment.Generation)).ToList();
        var snapshot = new IndexSnapshot(view, await cache.GetAsync(scope, counted, cancellationToken));
        if (snapshots.Count >= MaxSnapshots)
        {
            snapshots.Clear(); // They are cheap to make again; the segments stay in the cache.
        }

        return snapshots[scope.StoreId] = snapshot;
    }
}
