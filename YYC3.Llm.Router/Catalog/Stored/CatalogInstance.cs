namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>What one instance of Router goes by.</summary>
internal sealed class CatalogInstance
{
    public required string Id { get; init; }

    public long Epoch { get; init; }

    public long Revision { get; init; }

    /// <summary>Of the file in force: instances with different files show it.</summary>
    public required string FileHash { get; init; }

    public long Faults { get; init; }

    /// <summary>UTC microseconds.</summary>
    public long SeenAt { get; init; }
}
