namespace YYC3.Llm.RagService.Indexing.Embedded.Dense;

/// <summary>A store's vectors in one space at one version.</summary>
/// <param name="Version">The store's version.</param>
/// <param name="Space">The space.</param>
/// <param name="Segments">The runs, by their numbers in the database.</param>
internal sealed record DenseSnapshot(long Version, string Space, IReadOnlyDictionary<long, DenseSegment> Segments)
{
    /// <summary>Their size in bytes.</summary>
    public long Size { get; } = Segments.Values.Sum(segment => (long)segment.Size);
}
