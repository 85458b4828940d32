using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Catalog.Stored;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Router.Admin;

/// <summary>Changes the stored catalog. A change is made only if the whole catalog with it has no new fault; calls under way keep the catalog they began with.</summary>
internal sealed class CatalogAdmin(CatalogStore store, CatalogEntries entries, CatalogComposer composer, CatalogSync sync, KeyVault vault, TimeProvider time)
{
    /// <summary>Adds an entry, or puts it in place of the one stored and of the file's.</summary>
    /// <exception cref="CatalogFaultsException">It has faults.</exception>
    public async Task PutAsync(EntryKind kind, string name, JsonElement definition, CancellationToken cancellationToken)
    {
        var entry = Entry(kind, name, definition);
        await entries.ChangeAsync(
            stored =>
            {
                var next = entry with { Disabled = stored.Find(kind, name)?.Disabled ?? false };
                Check(stored, next, 400, $"The definition of {Noun(kind)} '{name}' has");
                return (kind, name, next);
            },
            cancellationToken);
        await sync.ChangedAsync(cancellationToken);
    }

    /// <summary>Every fault that a definition would have; nothing is stored.</summary>
    public IReadOnlyList<CatalogFault> Validate(EntryKind kind, string name, JsonElement definition)
    {
        try
        {
            Check(store.Stored, Entry(kind, name, definition), 400, "");
            return [];
        }
        catch (CatalogFaultsException wrong)
        {
            return wrong.Faults;
        }
    }

    /// <summary>Takes a stored entry out; the file's own is in force again, where it has one.</summary>
    /// <exception cref="ApiException">404: there is none. 409: it is the file's.</exception>
    /// <exception cref="CatalogFaultsException">Others need it.</exception>
    public async Task DeleteAsync(EntryKind kind, string name, CancellationToken cancellationToken)
    {
        await entries.ChangeAsync(
            stored =>
            {
                if (stored.Find(kind, name) is null)
                {
                    throw NotStored(kind, name);
                }

                var rest = stored.Entries.Where(entry => entry.Kind != kind || entry.Name != name).ToList();
                Refuse(stored, rest, 409, $"Without {Noun(kind)} '{name}' the catalog would have");
                return (kind, name, null);
            },
            cancellationToken);
        await sync.ChangedAsync(cancellationToken);
    }

    /// <summary>Switches an entry on or off, the file's too.</summary>
    /// <exception cref="ApiException">404: there is none.</exception>
    public async Task SwitchAsync(EntryKind kind, string name, bool enabled, CancellationToken cancellationToken)
    {
        await entries.ChangeAsync(
            stored =>
            {
                var entry = stored.Find(kind, name);
                if (entry is null && !IsInFile(kind, name))
                {
                    throw Missing(kind, name);
                }

                var definition = entry?.Definition is { } text && enabled ? WithoutSwitch(text) : entry?.Definition;
                return (kind, name, enabled && definition is null ? null : new StoredEntry(kind, name, definition, !enabled, time.GetUtcNow().ToMicroseconds()));
            },
            cancellationToken);
        await sync.ChangedAsync(cancellationToken);
        if (enabled && !IsOn(kind, name))
        {
            throw new ApiException(409, $"The file {store.File} switches {Noun(kind)} '{name}' off. Change 'enabled' there, or PUT a definition of it.", ApiException.InvalidRequest, "enabled", "declared_in_file");
        }
    }

    public bool IsInFile(EntryKind kind, string name) => FileEntry(kind, name) is not null;

    /// <summary>What the file in force says of an entry, as JSON; null when nothing.</summary>
    public string? FileEntry(EntryKind kind, string name)
    {
        using var document = JsonDocument.Parse(store.FileInForce, CatalogComposer.Lenient);
        return document.RootElement.TryGetProperty(StoredEntry.Section(kind), out var section) && section.TryGetProperty(name, out var entry) ? entry.GetRawText() : null;
    }

    public static string Noun(EntryKind kind) => kind == EntryKind.Provider ? "provider" : "model";

    public static ApiException Missing(EntryKind kind, string name) => new(
        404, $"The {Noun(kind)} '{name}' does not exist. GET /admin/{StoredEntry.Section(kind)} lists those that do.", ApiException.InvalidRequest, "id", $"{Noun(kind)}_not_found");

    private ApiException NotStored(EntryKind kind, string name) => IsInFile(kind, name)
        ? new ApiException(409, $"The {Noun(kind)} '{name}' is declared in the file {store.File}. Take it out there, or switch it off with POST /admin/{StoredEntry.Section(kind)}/{name}/disable.", ApiException.InvalidRequest, "id", "declared_in_file")
        : Missing(kind, name);

    private bool IsOn(EntryKind kind, string name) => kind == EntryKind.Provider
        ? store.Current.Providers.TryGetValue(name, out var provider) && !provider.IsDisabled
        : store.Current.Models.Any(model => model.Name == name && model.Definition.Enabled);

    private StoredEntry Entry(EntryKind kind, string name, JsonElement definition)
    {
        var path = StoredEntry.PathOf(kind, name);
        if (name.Length is 0 or > 200)
        {
            throw new CatalogFaultsException(400, $"The name of the {Noun(kind)} has", [new CatalogFault(path, "must be named with 1 to 200 characters")]);
        }

        if (definition.ValueKind != JsonValueKind.Object)
        {
            throw new CatalogFaultsException(400, $"The definition of {Noun(kind)} '{name}' has", [new CatalogFault(path, "must be an object")]);
        }

        if (definition.GetRawText().Contains($"\"{KeyVault.Redacted}\"", StringComparison.Ordinal))
        {
            throw new CatalogFaultsException(400, $"The definition of {Noun(kind)} '{name}' has", [new CatalogFault(path, $"holds '{KeyVault.Redacted}', which stands for a secret that is not shown; give the secret itself or a ${{VARIABLE}}")]);
        }

        return new StoredEntry(kind, name, kind == EntryKind.Provider ? vault.Seal(name, definition) : definition.GetRawText(), false, time.GetUtcNow().ToMicroseconds());
    }

    private void Check(StoredCatalog stored, StoredEntry next, int status, string what) =>
        Refuse(stored, [.. stored.Entries.Where(entry => entry.Kind != next.Kind || entry.Name != next.Name), next], status, what);

    /// <summary>Faults that are there already, because the file changed under stored entries, do not stand in the way of others' changes.</summary>
    private void Refuse(StoredCatalog stored, IReadOnlyList<StoredEntry> next, int status, string what)
    {
        if (composer.Read(store.FileInForce, next, out var faults) is not null)
        {
            return;
        }

        composer.Read(store.FileInForce, stored.Entries, out var before);
        var fresh = faults.Except(before).ToList();
        if (fresh.Count > 0)
        {
            throw new CatalogFaultsException(status, what, fresh);
        }
    }

    private static string WithoutSwitch(string definition)
    {
        var fields = System.Text.Json.Nodes.JsonNode.Parse(definition)!.AsObject();
        fields.Remove("enabled");
        return fields.ToJsonString();
    }
}
