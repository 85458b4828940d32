using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Metering.Prices;

/// <summary>The prices that the product brings: providers' list prices with the date from which each holds. The catalog's own go before them.</summary>
internal sealed partial class PriceTable
{
    private const string AnyModel = "*";

    private readonly FrozenDictionary<(string Provider, string Model), IReadOnlyList<Price>> prices;
    private readonly FrozenDictionary<string, string> hosts;

    private PriceTable(JsonElement root)
    {
        var faults = new List<CatalogFault>();
        var walk = new JsonWalker(faults);
        Version = root.GetProperty("version").GetString()!;
        prices = root.GetProperty("models").EnumerateArray().ToFrozenDictionary(
            model => (model.GetProperty("provider").GetString()!, model.GetProperty("model").GetString()!),
            model => PriceJson.Read(walk, model.GetProperty("prices"), $"$.{model.GetProperty("model").GetString()}"));
        hosts = root.GetProperty("hosts").EnumerateObject()
            .SelectMany(provider => provider.Value.EnumerateArray().Select(host => KeyValuePair.Create(host.GetString()!, provider.Name)))
            .ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
        if (faults.Count > 0)
        {
            throw new InvalidDataException($"The price table has faults: {string.Join("; ", faults)}");
        }
    }

    /// <summary>The table in this build.</summary>
    public static PriceTable BuiltIn { get; } = Load();

    /// <summary>The day it was made.</summary>
    public string Version { get; }

    /// <summary>Every price it holds.</summary>
    public IEnumerable<(string Provider, string Model, IReadOnlyList<Price> Prices)> All => prices.Select(entry => (entry.Key.Provider, entry.Key.Model, entry.Value));

    /// <summary>The prices of a provider's model, oldest first; none when it is not in the table.</summary>
    /// <param name="provider">The catalog's name of the provider.</param>
    /// <param name="baseUrl">Where it is: the same company under another name is known by its host.</param>
    /// <param name="model">The provider's name of the model; a date at its end is left out when only the model without it is known.</param>
    public IReadOnlyList<Price> Find(string provider, string? baseUrl, string model)
    {
        var known = baseUrl is not null && Uri.TryCreate(baseUrl, UriKind.Absolute, out var url) ? hosts.GetValueOrDefault(url.Host) : null;
        return Of(provider) ?? (known is null ? null : Of(known)) ?? [];

        IReadOnlyList<Price>? Of(string name) =>
            prices.GetValueOrDefault((name, model))
            ?? (DateAtEnd().Replace(model, "") is { Length: > 0 } undated && undated != model ? prices.GetValueOrDefault((name, undated)) : null)
            ?? prices.GetValueOrDefault((name, AnyModel));
    }

    private static PriceTable Load()
    {
        using var stream = typeof(PriceTable).Assembly.GetManifestResourceStream("prices.json")!;
        using var document = JsonDocument.Parse(stream);
        return new PriceTable(document.RootElement);
    }

    [GeneratedRegex("-(20[0-9]{2}-[0-9]{2}-[0-9]{2}|20[0-9]{6})$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex DateAtEnd();
}
