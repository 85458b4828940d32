using Microsoft.Extensions.Options;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Segments in memory, the most recently used ones, up to <see cref="IndexOptions.MemoryBytes"/>.</summary>
internal sealed class SegmentCache(SegmentStore store, IOptions<IndexOptions> options) : IDisposable
{
    private readonly Dictionary<long, LinkedListNode<(long Id, Segment Segment)>> known = [];
    private readonly LinkedList<(long Id, Segment Segment)> byUse = new();
    private readonly Lock gate = new();
    // One load at a time: callers who ask for the same segments would else read each of them once apiece.
    private readonly SemaphoreSlim loading = new(1);
    private long size;

    /// <summary>The segments, from memory or from the database.</summary>
    /// <exception cref="StaleViewException">One of them is gone.</exception>
    public async Task<Segment[]> GetAsync(IndexScope scope, IReadOnlyList<SegmentInfo> segments, CancellationToken cancellationToken)
    {
        var found = new Segment[segments.Count];
        for (var i = 0; i < found.Length; i++)
        {
            found[i] = Find(segments[i].Id) ?? await LoadAsync(scope, segments[i].Id, cancellationToken);
        }

        return found;
    }

    /// <summary>Drops a segment.</summary>
    public void Remove(long id)
    {
        lock (gate)
        {
            if (known.Remove(id, out var node))
            {
                byUse.Remove(node);
                size -= node.Value.Segment.Size;
            }
        }
    }

    public void Dispose() => loading.Dispose();

    private async Task<Segment> LoadAsync(IndexScope scope, long id, CancellationToken cancellationToken)
    {
        await loading.WaitAsync(cancellationToken);
        try
        {
            if (Find(id) is { } loaded)
            {
                return loaded;
            }

            var segment = await store.LoadAsync(scope, id, cancellationToken) ?? throw new StaleViewException();
            Keep(id, segment);
            return segment;
        }
        finally
        {
            loading.Release();
        }
    }

    private Segment? Find(long id)
    {
        lock (gate)
        {
            if (!known.TryGetValue(id, out var node))
            {
                return null;
            }

            byUse.Remove(node);
            byUse.AddFirst(node);
            return node.Value.Segment;
        }
    }

    private void Keep(long id, Segment segment)
    {
        lock (gate)
        {
            known.Add(id, byUse.AddFirst((id, segment)));
            size += segment.Size;
            while (size > options.Value.MemoryBytes && byUse.Count > 1)
            {
                var last = byUse.Last!.Value;
                byUse.RemoveLast();
                known.Remove(last.Id);
                size -= last.Segment.Size;
            }
        }
    }
}
