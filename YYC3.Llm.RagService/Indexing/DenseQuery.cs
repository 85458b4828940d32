namespace YYC3.Llm.RagService.Indexing;

/// <summary>What to look for by its vector.</summary>
/// <param name="Space">The embedding space's name.</param>
/// <param name="Vector">The query's embedding, of length 1.</param>
/// <param name="View">The state of the store.</param>
/// <param name="Allowed">Which generations may answer: a part of the view, all of it embedded in the space.</param>
/// <param name="Limit">Hits at most.</param>
internal sealed record DenseQuery(string Space, ReadOnlyMemory<float> Vector, IIndexView View, IReadOnlySet<long> Allowed, int Limit);
