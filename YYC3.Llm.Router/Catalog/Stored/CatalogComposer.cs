using System.Text.Json;

namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>Puts stored entries in place of the file's or beside them. What comes out is read like a file, so that one set of rules checks both.</summary>
internal sealed class CatalogComposer(CatalogReader reader, KeyVault vault)
{
    public static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The definition in force: stored entries at fault are left out, for the file may have changed under them.</summary>
    /// <param name="file">The file, which has no faults.</param>
    /// <param name="stored">What is stored.</param>
    /// <param name="faults">Takes those of the stored entries.</param>
    public CatalogDefinition Compose(ReadOnlyMemory<byte> file, IReadOnlyList<StoredEntry> stored, out IReadOnlyList<CatalogFault> faults)
    {
        var found = new List<CatalogFault>();
        faults = found;
        var entries = stored.ToList();
        while (true)
        {
            if (Read(file, entries, out var wrong) is { } definition)
            {
                return definition;
            }

            found.AddRange(wrong);
            if (entries.RemoveAll(entry => wrong.Any(entry.Has)) == 0)
            {
                entries.Clear();
            }
        }
    }

    /// <summary>The definition with all entries; null when <paramref name="faults"/> has any.</summary>
    public CatalogDefinition? Read(ReadOnlyMemory<byte> file, IReadOnlyList<StoredEntry> stored, out IReadOnlyList<CatalogFault> faults) =>
        reader.Read(stored.Count == 0 ? file : Merge(file, stored), out faults);

    private byte[] Merge(ReadOnlyMemory<byte> file, IReadOnlyList<StoredEntry> stored)
    {
        using var document = JsonDocument.Parse(file, Lenient);
        using var output = new MemoryStream();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            foreach (var other in document.RootElement.EnumerateObject().Where(field => field.Name is not ("providers" or "models")))
            {
                other.WriteTo(json);
            }

            Section(json, document.RootElement, stored, EntryKind.Provider);
            Section(json, document.RootElement, stored, EntryKind.Model);
            json.WriteEndObject();
        }

        return output.ToArray();
    }

    private void Section(Utf8JsonWriter json, JsonElement root, IReadOnlyList<StoredEntry> stored, EntryKind kind)
    {
        var own = stored.Where(entry => entry.Kind == kind).ToDictionary(entry => entry.Name, StringComparer.Ordinal);
        json.WriteStartObject(StoredEntry.Section(kind));
        if (root.TryGetProperty(StoredEntry.Section(kind), out var section))
        {
            foreach (var declared in section.EnumerateObject())
            {
                json.WritePropertyName(declared.Name);
                if (own.Remove(declared.Name, out var entry))
                {
                    Entry(json, entry, declared.Value);
                }
                else
                {
                    declared.Value.WriteTo(json);
                }
            }
        }

        foreach (var entry in stored.Where(entry => own.ContainsValue(entry) && entry.Definition is not null))
        {
            json.WritePropertyName(entry.Name);
            Entry(json, entry, default);
        }

        json.WriteEndObject();
    }

    private void Entry(Utf8JsonWriter json, StoredEntry entry, JsonElement declared)
    {
        using var definition = entry.Definition is { } text ? JsonDocument.Parse(entry.Kind == EntryKind.Provider ? vault.Open(entry.Name, text) : text) : null;
        var fields = definition?.RootElement ?? declared;
        json.WriteStartObject();
        foreach (var field in fields.EnumerateObject().Where(field => !entry.Disabled || field.Name != "enabled"))
        {
            field.WriteTo(json);
        }

        if (entry.Disabled)
        {
            json.WriteBoolean("enabled"u8, false);
        }

        json.WriteEndObject();
    }
}
