namespace YYC3.Llm.RagService.Indexing;

/// <summary>The state of a store that one search sees.</summary>
internal interface IIndexView
{
    /// <summary>The store's version that the view shows.</summary>
    long Version { get; }

    /// <summary>The generations that are part of it.</summary>
    IEnumerable<long> Generations { get; }

    /// <summary>How many chunks they have.</summary>
    long Chunks { get; }

    /// <summary>The lengths of these in terms, added up.</summary>
    long Terms { get; }

    /// <summary>Whether a generation is part of it.</summary>
    bool IsLive(long generation);
}
