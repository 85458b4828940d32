using YYC3.Llm.RagService.Indexing;

namespace YYC3.Llm.Tests.RagService.Indexing.Qdrant;

/// <summary>Counts what is added, as the database does in the service.</summary>
internal sealed class CountedIndex(IVectorIndex index) : IVectorIndex
{
    public Dictionary<long, (long Chunks, long Terms)> Added { get; } = [];

    public string Name => index.Name;

    public Task<long> AddAsync(IndexScope scope, long generation, TermBatch batch, CancellationToken cancellationToken)
    {
        var (count, terms) = Added.GetValueOrDefault(generation);
        Added[generation] = (count + batch.Chunks.Count, terms + batch.Chunks.Sum(chunk => (long)chunk.Length));
        return index.AddAsync(scope, generation, batch, cancellationToken);
    }

    public Task AddVectorsAsync(IndexScope scope, string space, long generation, IReadOnlyList<IndexedVector> vectors, CancellationToken cancellationToken) => index.AddVectorsAsync(scope, space, generation, vectors, cancellationToken);

    public Task RemoveVectorsAsync(IndexScope scope, string space, long? generation, CancellationToken cancellationToken) => index.RemoveVectorsAsync(scope, space, generation, cancellationToken);

    public Task<IReadOnlyList<IndexHit>> NearestAsync(IndexScope scope, DenseQuery query, CancellationToken cancellationToken) => index.NearestAsync(scope, query, cancellationToken);

    public Task RemoveAsync(IndexScope scope, long generation, CancellationToken cancellationToken) => index.RemoveAsync(scope, generation, cancellationToken);

    public Task DropAsync(IndexScope scope, CancellationToken cancellationToken) => index.DropAsync(scope, cancellationToken);

    public Task MaintainAsync(IndexScope scope, bool forget, CancellationToken cancellationToken) => index.MaintainAsync(scope, forget, cancellationToken);

    public Task<long> CountAsync(IndexScope scope, IReadOnlySet<long> generations, CancellationToken cancellationToken) => index.CountAsync(scope, generations, cancellationToken);

    public Task<IndexAnswer> SearchAsync(IndexScope scope, IndexQuery query, CancellationToken cancellationToken) => index.SearchAsync(scope, query, cancellationToken);
}
