namespace YYC3.Llm.RagService.Indexing;

/// <summary>
/// Finds chunks by what is in them. The database's chunk rows are the truth; an index may be ahead of it (a generation that is being
/// written) and behind it (one that is being freed), and every search says which generations count.
/// </summary>
/// <remarks>Setting <c>Index:Name</c> picks one by its name.</remarks>
internal interface IVectorIndex
{
    /// <summary>The name in the configuration.</summary>
    string Name { get; }

    /// <summary>Adds chunks of a generation that no search asks for yet. Durable when it returns.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="batch">Its next chunks.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What they take, in bytes.</returns>
    Task<long> AddAsync(IndexScope scope, long generation, TermBatch batch, CancellationToken cancellationToken);

    /// <summary>Adds vectors of a generation in a space that no search asks for there yet. Durable when it returns.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="space">The embedding space's name.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="vectors">Its next vectors, of length 1 and all of the same dimensions.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task AddVectorsAsync(IndexScope scope, string space, long generation, IReadOnlyList<IndexedVector> vectors, CancellationToken cancellationToken);

    /// <summary>Removes vectors of a space. Does nothing when there are none.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="space">The embedding space's name.</param>
    /// <param name="generation">The generation; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task RemoveVectorsAsync(IndexScope scope, string space, long? generation, CancellationToken cancellationToken);

    /// <summary>The chunks whose vectors are nearest to one, by the cosine of the angle between them, nearest first.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StaleViewException">The store has changed since <see cref="DenseQuery.View"/> was read; read it again.</exception>
    Task<IReadOnlyList<IndexHit>> NearestAsync(IndexScope scope, DenseQuery query, CancellationToken cancellationToken);

    /// <summary>Removes a generation that no search asks for any more, with its vectors in every space. Does nothing when it is not there.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="generation">The generation.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task RemoveAsync(IndexScope scope, long generation, CancellationToken cancellationToken);

    /// <summary>Removes everything of a store.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task DropAsync(IndexScope scope, CancellationToken cancellationToken);

    /// <summary>Tidies a store's index up after changes.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="forget">Whether generations were removed: then nothing of them stays, in no structure.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task MaintainAsync(IndexScope scope, bool forget, CancellationToken cancellationToken);

    /// <summary>How many chunks of some generations are held, in whatever structure, seen by searches or not: exactly, and without a cache.</summary>
    /// <param name="scope">The store; it may be gone.</param>
    /// <param name="generations">The generations.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task<long> CountAsync(IndexScope scope, IReadOnlySet<long> generations, CancellationToken cancellationToken);

    /// <summary>The best chunks for a query, best first.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="query">The query.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="StaleViewException">The store has changed since <see cref="IndexQuery.View"/> was read; read it again.</exception>
    Task<IndexAnswer> SearchAsync(IndexScope scope, IndexQuery query, CancellationToken cancellationToken);
}
