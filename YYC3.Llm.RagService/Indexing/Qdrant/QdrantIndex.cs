using System.Net;
using System.Text.Json.Nodes;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>
/// The index on a Qdrant server: one collection of sparse vectors for words, and one of dense vectors for each embedding space, so that another
/// model's vectors grow beside those in use. Every point carries its project and store, by which Qdrant keeps tenants apart and counts idf.
/// </summary>
internal sealed class QdrantIndex(QdrantClient client, QdrantCollections collections) : IVectorIndex
{
    /// <summary>Its name in the configuration.</summary>
    public const string IndexName = "qdrant";

    private const int PointsInACall = 128;

    public string Name => IndexName;

    public async Task<long> AddAsync(IndexScope scope, long generation, TermBatch batch, CancellationToken cancellationToken)
    {
        var collection = await collections.TermsAsync(cancellationToken);
        foreach (var part in Enumerable.Range(0, batch.Chunks.Count).Chunk(PointsInACall))
        {
            await UpsertAsync(collection, part.Select(chunk => Point(scope, generation, batch, chunk)), cancellationToken);
        }

        return 8L * batch.Counts.Length;
    }

    public async Task AddVectorsAsync(IndexScope scope, string space, long generation, IReadOnlyList<IndexedVector> vectors, CancellationToken cancellationToken)
    {
        var collection = await collections.DenseAsync(space, vectors[0].Vector.Length, cancellationToken);
        foreach (var part in vectors.Chunk(PointsInACall))
        {
            await UpsertAsync(collection, part.Select(one => QdrantPoint.Of(scope, generation, one.Ordinal, QdrantCollections.Dense, QdrantPoint.Numbers(one.Vector.Span), length: null)), cancellationToken);
        }
    }

    public Task RemoveVectorsAsync(IndexScope scope, string space, long? generation, CancellationToken cancellationToken) =>
        RemoveAsync(collections.NameOf(space), QdrantFilter.Of(scope, generation is { } one ? [one] : null), cancellationToken);

    public Task RemoveAsync(IndexScope scope, long generation, CancellationToken cancellationToken) => RemoveEverywhereAsync(QdrantFilter.Of(scope, [generation]), cancellationToken);

    public Task DropAsync(IndexScope scope, CancellationToken cancellationToken) => RemoveEverywhereAsync(QdrantFilter.Of(scope, null), cancellationToken);

    // Qdrant tidies itself up.
    public Task MaintainAsync(IndexScope scope, bool forget, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<long> CountAsync(IndexScope scope, IReadOnlySet<long> generations, CancellationToken cancellationToken)
    {
        var count = 0L;
        foreach (var collection in generations.Count == 0 ? [] : await collections.ListAsync(cancellationToken))
        {
            var answer = await client.CallAsync(
                HttpMethod.Post, $"collections/{collection}/points/count", new JsonObject { ["filter"] = QdrantFilter.Of(scope, generations), ["exact"] = true }, cancellationToken);
            count += answer.GetProperty("count").GetInt64();
        }

        return count;
    }

    public Task<IndexAnswer> SearchAsync(IndexScope scope, IndexQuery query, CancellationToken cancellationToken) =>
        new QdrantTermSearch(client, collections).RunAsync(scope, query, cancellationToken);

    public async Task<IReadOnlyList<IndexHit>> NearestAsync(IndexScope scope, DenseQuery query, CancellationToken cancellationToken)
    {
        if (query.Allowed.Count == 0)
        {
            return [];
        }

        var body = new JsonObject
        {
            ["query"] = QdrantPoint.Numbers(query.Vector.Span),
            ["using"] = QdrantCollections.Dense,
            ["filter"] = QdrantFilter.Of(scope, query.Allowed),
            ["limit"] = query.Limit,
            ["with_payload"] = true,
            // The rounded vectors choose, the exact ones decide.
            ["params"] = new JsonObject { ["quantization"] = new JsonObject { ["rescore"] = true, ["oversampling"] = 2.0 } },
        };
        try
        {
            var answer = await client.CallAsync(HttpMethod.Post, $"collections/{collections.NameOf(query.Space)}/points/query", body, cancellationToken);
            return [.. answer.GetProperty("points").EnumerateArray().Select(QdrantPoint.Hit)
                .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Generation).ThenBy(hit => hit.Ordinal)];
        }
        catch (QdrantException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            return []; // Nothing was ever embedded in this space.
        }
    }

    private static JsonObject Point(IndexScope scope, long generation, TermBatch batch, int chunk)
    {
        var (ordinal, length) = batch.Chunks[chunk];
        return QdrantPoint.Of(scope, generation, ordinal, QdrantCollections.Terms, TermVector.Of(batch, chunk), length);
    }

    private Task UpsertAsync(string collection, IEnumerable<JsonObject> points, CancellationToken cancellationToken) => client.CallAsync(
        HttpMethod.Put, $"collections/{collection}/points?wait=true", new JsonObject { ["points"] = new JsonArray([.. points]) }, cancellationToken);

    private async Task RemoveEverywhereAsync(JsonObject filter, CancellationToken cancellationToken)
    {
        foreach (var collection in await collections.ListAsync(cancellationToken))
        {
            await RemoveAsync(collection, filter, cancellationToken);
        }
    }

    private async Task RemoveAsync(string collection, JsonObject filter, CancellationToken cancellationToken)
    {
        try
        {
            await client.CallAsync(HttpMethod.Post, $"collections/{collection}/points/delete?wait=true", new JsonObject { ["filter"] = filter.DeepClone() }, cancellationToken);
        }
        catch (QdrantException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            // There is no such collection, and so nothing to remove.
        }
    }
}
