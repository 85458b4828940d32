using System.Numerics.Tensors;

namespace YYC3.Llm.RagService.Indexing.Embedded.Dense;

/// <summary>Every vector is compared, rounded; the nearest ones are compared again, exactly. 100,000 vectors of 384 numbers take a few milliseconds: no graph is needed, and none can miss.</summary>
internal sealed class DenseSearch(DenseStore store, DenseCache cache)
{
    // Rounding moves a vector by few places: of these, the nearest ones are among the candidates.
    private const int Spare = 32;

    /// <summary>The nearest chunks.</summary>
    /// <exception cref="StaleViewException">The store has changed since the view was read.</exception>
    public async Task<IReadOnlyList<IndexHit>> RunAsync(IndexScope scope, DenseQuery query, CancellationToken cancellationToken)
    {
        var snapshot = await cache.GetAsync(scope, query.Space, query.View.Version, cancellationToken);
        var candidates = Scan(snapshot, query, (2 * query.Limit) + Spare);
        if (candidates.Count == 0)
        {
            return [];
        }

        var exact = await store.ReadAsync(scope, query.Space, candidates, cancellationToken);
        if (exact.Count < candidates.Count)
        {
            throw new StaleViewException();
        }

        return [.. candidates
            .Select(key => new IndexHit(key.Generation, key.Ordinal, TensorPrimitives.Dot(exact[key], query.Vector.Span)))
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Generation).ThenBy(hit => hit.Ordinal)
            .Take(query.Limit)];
    }

    private static List<(long Generation, int Ordinal)> Scan(DenseSnapshot snapshot, DenseQuery query, int limit)
    {
        var codes = new sbyte[query.Vector.Length];
        Int8.Quantise(query.Vector.Span, codes); // Its scale is the same for all and changes no order.
        var best = new PriorityQueue<(long Generation, int Ordinal), float>(limit + 1);
        var floor = float.NegativeInfinity;
        foreach (var segment in snapshot.Segments.Values)
        {
            if (!query.Allowed.Contains(segment.Generation))
            {
                continue;
            }

            if (segment.Dimensions != codes.Length)
            {
                throw new InvalidOperationException($"The embedding space '{query.Space}' holds vectors of {segment.Dimensions} and of {codes.Length} dimensions: the model has changed under its name. Set Embeddings:Dimensions, so that they are embedded anew.");
            }

            var ordinals = segment.Ordinals;
            var scales = segment.Scales;
            var all = segment.Codes;
            for (var i = 0; i < ordinals.Length; i++)
            {
                var score = Int8.Dot(codes, all.Slice(i * codes.Length, codes.Length)) * scales[i];
                if (score <= floor)
                {
                    continue;
                }

                best.Enqueue((segment.Generation, ordinals[i]), score);
                if (best.Count > limit)
                {
                    best.Dequeue();
                    best.TryPeek(out _, out floor);
                }
            }
        }

        return [.. best.UnorderedItems.Select(item => item.Element)];
    }
}
