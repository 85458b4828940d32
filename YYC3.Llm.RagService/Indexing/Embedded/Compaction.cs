namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>Keeps the number of a store's segments small: as soon as enough of about the same size are there, they become one.</summary>
internal sealed class Compaction(SegmentStore store, SegmentCache cache, IndexScope scope)
{
    /// <summary>Segments of one size class that are merged.</summary>
    internal const int Fan = 8;

    // A merged segment is one value in the database and one array in memory.
    private const long MaxBytes = 64L << 20;
    private const int SmallestClass = 64;

    /// <param name="forget">Whether merged segments may hold generations that are gone.</param>
    /// <param name="cancellationToken">Gives up between two merges.</param>
    public async Task RunAsync(bool forget, CancellationToken cancellationToken)
    {
        while (await StepAsync(forget, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private async Task<bool> StepAsync(bool forget, CancellationToken cancellationToken)
    {
        // The segments first: a generation that is added later cannot be missing from the second look.
        if (await store.ListAsync(scope, cancellationToken) is not { } listed)
        {
            return false;
        }

        var (live, pending) = await store.GenerationsAsync(scope, cancellationToken);
        var settled = listed.Segments.Where(segment => !pending.Contains(segment.Generation)).ToList();
        var chosen = (forget ? await FindDeadAsync(settled, live, cancellationToken) : null) ?? FindCrowded(settled.Where(segment => segment.Generation == 0 || live.Contains(segment.Generation)));
        if (chosen is null)
        {
            return false;
        }

        Segment[] segments;
        try
        {
            segments = await cache.GetAsync(scope, chosen, cancellationToken);
        }
        catch (StaleViewException)
        {
            return true; // Somebody else merged them. Look again.
        }

        var merged = SegmentMerger.Merge(segments, live.Contains);
        if (await store.ReplaceAsync(scope, chosen, merged is null ? 0 : new Segment(merged).DocumentCount, merged, cancellationToken))
        {
            chosen.ForEach(segment => cache.Remove(segment.Id));
        }

        return true;
    }

    private async Task<List<SegmentInfo>?> FindDeadAsync(List<SegmentInfo> segments, HashSet<long> live, CancellationToken cancellationToken)
    {
        foreach (var info in segments.Where(segment => segment.Generation == 0))
        {
            try
            {
                var segment = (await cache.GetAsync(scope, [info], cancellationToken))[0];
                if (segment.Generations.ToArray().Any(generation => !live.Contains(generation)))
                {
                    return [info];
                }
            }
            catch (StaleViewException)
            {
                // Merged meanwhile, and looked at again with the next step.
            }
        }

        return null;
    }

    private static List<SegmentInfo>? FindCrowded(IEnumerable<SegmentInfo> segments) => segments
        .Where(segment => segment.Bytes < MaxBytes / 2)
        .GroupBy(SizeClass)
        .OrderBy(group => group.Key)
        .Select(group => group.ToList())
        .FirstOrDefault(group => group.Count >= Fan)
        ?.Aggregate(new List<SegmentInfo>(), (taken, segment) =>
        {
            if (taken.Sum(one => one.Bytes) + segment.Bytes <= MaxBytes)
            {
                taken.Add(segment);
            }

            return taken;
        });

    private static int SizeClass(SegmentInfo segment)
    {
        var size = 0;
        for (var limit = (long)SmallestClass; segment.Documents > limit; limit *= Fan)
        {
            size++;
        }

        return size;
    }
}
