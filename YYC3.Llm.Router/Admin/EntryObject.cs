using System.Text.Json;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Catalog.Stored;
using YYC3.Llm.Router.Models;

namespace YYC3.Llm.Router.Admin;

/// <summary>A provider or model as the admin API shows it: where it comes from, what it says with secrets left out, and whether it takes calls.</summary>
internal sealed class EntryObject(CatalogStore store, CatalogAdmin admin)
{
    /// <summary>The names of all entries in force, and of stored ones left out for their faults.</summary>
    public IEnumerable<string> Names(EntryKind kind) => (kind == EntryKind.Provider ? store.Current.Providers.Keys : store.Current.Models.Select(model => model.Name))
        .Concat(store.Stored.Entries.Where(entry => entry.Kind == kind).Select(entry => entry.Name))
        .Distinct(StringComparer.Ordinal);

    /// <summary>Writes one; false when there is none.</summary>
    public bool Write(Utf8JsonWriter json, EntryKind kind, string name)
    {
        if (!Names(kind).Contains(name, StringComparer.Ordinal))
        {
            return false;
        }

        var stored = store.Stored.Find(kind, name);
        var file = admin.FileEntry(kind, name);
        json.WriteStartObject();
        json.WriteString("id"u8, name);
        json.WriteString("object"u8, $"catalog.{CatalogAdmin.Noun(kind)}");
        json.WriteString("source"u8, stored?.Definition is not null ? "stored" : file is not null ? "file" : IsFound(kind, name) ? "discovered" : "built_in");
        json.WriteBoolean("in_file"u8, file is not null);
        if (kind == EntryKind.Provider)
        {
            Provider(json, name);
        }
        else
        {
            Model(json, name);
        }

        if (stored is not null)
        {
            json.WriteNumber("updated_at"u8, stored.UpdatedAt / 1_000_000);
            var faults = store.Faults.Where(stored.Has).ToList();
            if (faults.Count > 0)
            {
                AdminJson.Faults(json, faults);
            }
        }

        if ((stored?.Definition ?? file) is { } definition)
        {
            using var document = JsonDocument.Parse(definition, CatalogComposer.Lenient);
            json.WritePropertyName("definition"u8);
            json.WriteRawValue(KeyVault.Redact(document.RootElement));
        }

        json.WriteEndObject();
        return true;
    }

    private bool IsFound(EntryKind kind, string name) => kind == EntryKind.Provider
        ? name == BuiltIn.Ollama
        : store.Current.Models.Any(model => model.Name == name && model.AliasOf is null && model.Deployments.Any(deployment => deployment.Provider.Name == BuiltIn.Ollama));

    private void Provider(Utf8JsonWriter json, string name)
    {
        if (!store.Current.Providers.TryGetValue(name, out var provider))
        {
            json.WriteString("status"u8, "faulty"u8);
            return;
        }

        json.WriteString("status"u8, provider.IsDisabled ? "disabled"u8 : provider.IsActive ? "active"u8 : "unconfigured"u8);
        json.WriteString("dialect"u8, provider.Dialect.Name);
        json.WriteNumber("keys"u8, provider.Keys.Count);
        Missing(json, provider.Missing);
    }

    private void Model(Utf8JsonWriter json, string name)
    {
        if (store.Current.Models.FirstOrDefault(model => model.Name == name) is not { } model)
        {
            json.WriteString("status"u8, "faulty"u8);
            return;
        }

        json.WriteString("status"u8, ModelStatus.Of(model));
        json.WriteString("type"u8, model.Definition.Type);
        if (model.AliasOf is { } target)
        {
            json.WriteString("alias_of"u8, target);
        }

        json.WriteStartArray("deployments"u8);
        foreach (var deployment in model.Deployments)
        {
            json.WriteStringValue(deployment.Name);
        }

        json.WriteEndArray();
        Missing(json, [.. model.Deployments.SelectMany(deployment => deployment.Provider.Missing).Distinct(StringComparer.Ordinal)]);
        if (store.Stored.Probes.TryGetValue(name, out var probe))
        {
            json.WritePropertyName("probe"u8);
            json.WriteRawValue(probe.Json);
        }
    }

    private static void Missing(Utf8JsonWriter json, IReadOnlyList<string> missing)
    {
        json.WriteStartArray("missing"u8);
        foreach (var variable in missing)
        {
            json.WriteStringValue(variable);
        }

        json.WriteEndArray();
    }
}
