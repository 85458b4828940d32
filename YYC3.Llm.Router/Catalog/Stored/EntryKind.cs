namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>What an entry of the catalog is.</summary>
internal enum EntryKind
{
    /// <summary>An entry of <c>providers</c>.</summary>
    Provider,

    /// <summary>An entry of <c>models</c>.</summary>
    Model,
}
