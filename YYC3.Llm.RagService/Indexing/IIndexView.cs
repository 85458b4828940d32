namespace YYC3.Llm.RagService.Indexing;

/// <summary>The state of a store that one search sees.</summary>
internal interface IIndexView
{
    /// <summary>The store's version that the view shows.</summary>
    long Version { get; }

    /// <summary>Whether a generation is part of it.</summary>
    bool IsLive(long generation);
}
