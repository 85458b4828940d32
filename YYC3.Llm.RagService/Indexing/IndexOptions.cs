using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>Settings of the index (section <c>Index</c>).</summary>
internal sealed class IndexOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Index";

    /// <summary>Which index: the name of an <see cref="IVectorIndex"/>; when not set, <c>qdrant</c> where a connection string for it is set, else <c>embedded</c>.</summary>
    public string? Name { get; set; }

    /// <summary>What the embedded index keeps in memory, in bytes: 1 MiB to 1 TiB, 256 MiB when not set. 100,000 chunks take about 100 MiB;
    /// what does not fit is read from the database again.</summary>
    [Range(1L << 20, 1L << 40)]
    public long MemoryBytes { get; set; } = 256L << 20;

    /// <summary>What the embedded index keeps of vectors in memory, in bytes: 1 MiB to 1 TiB, 512 MiB when not set. 100,000 chunks of 384 dimensions
    /// take about 38 MiB, a byte for each number.</summary>
    [Range(1L << 20, 1L << 40)]
    public long DenseMemoryBytes { get; set; } = 512L << 20;
}
