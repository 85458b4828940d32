namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>What the database adds to the file. Immutable.</summary>
/// <param name="Revision">Rises with every change, on all instances alike; 0: nothing was ever changed.</param>
/// <param name="Entries">Providers and models, by age of their names.</param>
/// <param name="Probes">What models were found to be able to do, by their names.</param>
internal sealed record StoredCatalog(long Revision, IReadOnlyList<StoredEntry> Entries, IReadOnlyDictionary<string, ProbeResult> Probes)
{
    public static readonly StoredCatalog None = new(0, [], new Dictionary<string, ProbeResult>());

    public StoredEntry? Find(EntryKind kind, string name) => Entries.FirstOrDefault(entry => entry.Kind == kind && entry.Name == name);
}
