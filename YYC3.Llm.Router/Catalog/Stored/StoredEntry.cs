namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>A provider or model given through the admin API.</summary>
/// <param name="Kind">Which of them.</param>
/// <param name="Name">Its name.</param>
/// <param name="Definition">JSON as <c>models.json</c> has it, with keys encrypted; null: the file's own, which is only switched off.</param>
/// <param name="Disabled">Whether it is switched off.</param>
/// <param name="UpdatedAt">When it was changed last, in UTC microseconds.</param>
internal sealed record StoredEntry(EntryKind Kind, string Name, string? Definition, bool Disabled, long UpdatedAt)
{
    /// <summary>Where it is in the catalog: the beginning of its faults' paths.</summary>
    public string Path => PathOf(Kind, Name);

    public static string PathOf(EntryKind kind, string name) => JsonWalker.Child($"$.{Section(kind)}", name);

    /// <summary>The file's section that such entries are in.</summary>
    public static string Section(EntryKind kind) => kind == EntryKind.Provider ? "providers" : "models";

    /// <summary>Whether a fault is about this entry.</summary>
    public bool Has(CatalogFault fault) =>
        fault.Path.StartsWith(Path, StringComparison.Ordinal) && (fault.Path.Length == Path.Length || fault.Path[Path.Length] is '.' or '[');
}
