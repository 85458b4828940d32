using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace YYC3.Llm.RagService.Indexing.Embedded.Dense;

/// <summary>Stores' vectors in memory, those of the stores that were searched last, up to <see cref="IndexOptions.DenseMemoryBytes"/>.</summary>
internal sealed class DenseCache(DenseStore store, IOptions<IndexOptions> options)
{
    private readonly LinkedList<(string StoreId, DenseSnapshot Snapshot)> byUse = new();
    private readonly Lock gate = new();
    // One load of a store at a time: callers who ask for the same would else read it once apiece.
    private readonly ConcurrentDictionary<string, SemaphoreSlim> loading = new(StringComparer.Ordinal);

    /// <summary>The vectors as a view has them.</summary>
    /// <exception cref="StaleViewException">The store is at another version.</exception>
    public async Task<DenseSnapshot> GetAsync(IndexScope scope, string space, long version, CancellationToken cancellationToken)
    {
        if (Find(scope.StoreId) is { } known && known.Version == version && known.Space == space)
        {
            return known;
        }

        var turn = loading.GetOrAdd(scope.StoreId, _ => new SemaphoreSlim(1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            var before = Find(scope.StoreId);
            return before is not null && before.Version == version && before.Space == space ? before : await LoadAsync(scope, space, version, before, cancellationToken);
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>Drops a store's vectors.</summary>
    public void Remove(string storeId)
    {
        lock (gate)
        {
            Take(storeId);
        }

        loading.TryRemove(storeId, out _);
    }

    private async Task<DenseSnapshot> LoadAsync(IndexScope scope, string space, long version, DenseSnapshot? before, CancellationToken cancellationToken)
    {
        if (await store.ListAsync(scope, space, cancellationToken) is not { } current || current.Version != version)
        {
            throw new StaleViewException();
        }

        var segments = new Dictionary<long, DenseSegment>(current.Segments.Count);
        var missing = long.MaxValue;
        foreach (var (id, _) in current.Segments)
        {
            if (before?.Space == space && before.Segments.TryGetValue(id, out var kept))
            {
                segments.Add(id, kept);
            }
            else
            {
                missing = Math.Min(missing, id);
            }
        }

        if (missing != long.MaxValue)
        {
            var loaded = await store.LoadAsync(scope, space, missing, cancellationToken);
            foreach (var (id, _) in current.Segments.Where(segment => !segments.ContainsKey(segment.Id)))
            {
                segments.Add(id, loaded.TryGetValue(id, out var segment) ? segment : throw new StaleViewException());
            }
        }

        var snapshot = new DenseSnapshot(version, space, segments);
        Keep(scope.StoreId, snapshot);
        return snapshot;
    }

    private DenseSnapshot? Find(string storeId)
    {
        lock (gate)
        {
            if (Take(storeId) is not { } found)
            {
                return null;
            }

            byUse.AddFirst((storeId, found));
            return found;
        }
    }

    private void Keep(string storeId, DenseSnapshot snapshot)
    {
        lock (gate)
        {
            Take(storeId);
            byUse.AddFirst((storeId, snapshot));
            var size = byUse.Sum(entry => entry.Snapshot.Size);
            while (size > options.Value.DenseMemoryBytes && byUse.Count > 1)
            {
                size -= byUse.Last!.Value.Snapshot.Size;
                byUse.RemoveLast();
            }
        }
    }

    private DenseSnapshot? Take(string storeId)
    {
        for (var node = byUse.First; node is not null; node = node.Next)
        {
            if (node.Value.StoreId == storeId)
            {
                byUse.Remove(node);
                return node.Value.Snapshot;
            }
        }

        return null;
    }
}
