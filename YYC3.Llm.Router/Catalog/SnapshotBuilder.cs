using YYC3.Llm.Router.Catalog.Stored;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Auto;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Makes a snapshot of a definition and of the models found on this host: pure but for the variables it looks up.</summary>
internal sealed class SnapshotBuilder(DialectRegistry dialects, PolicyRegistry policies, Placeholders placeholders, LiveState live)
{
    private static readonly ModelDefinition OfflineModel = new(
        BuiltIn.Offline, ModelTypes.Chat, PriorityPolicy.PolicyName, [], [new DeploymentDefinition(BuiltIn.Offline, BuiltIn.Offline, 1, 0, [], [], null)], [], null, null);

    public CatalogSnapshot Build(long epoch, CatalogDefinition definition, DiscoveredModels discovered, IReadOnlyDictionary<string, ProbeResult>? probes = null)
    {
        var providers = new Dictionary<string, Provider>(StringComparer.Ordinal);
        foreach (var provider in definition.Providers)
        {
            providers.Add(provider.Name, Provide(provider));
        }

        providers.TryAdd(BuiltIn.Offline, Provide(new ProviderDefinition(BuiltIn.Offline, BuiltIn.Offline, "", [], [], null)));
        if (discovered.Names.Count > 0)
        {
            providers.TryAdd(BuiltIn.Ollama, Provide(new ProviderDefinition(BuiltIn.Ollama, DialectNames.OpenAi, discovered.BaseUrl, [], [], null)));
        }

        var models = new List<Model>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var model in definition.Models.Concat(Found(discovered)).Append(OfflineModel))
        {
            if (names.Add(model.Name))
            {
                models.Add(Make(probes?.GetValueOrDefault(model.Name)?.Fill(model) ?? model, providers));
            }
        }

        if (!names.Contains(BuiltIn.Default))
        {
            models.Add(Alias(BuiltIn.Default, models, providers));
        }

        return new CatalogSnapshot(epoch, providers, models, policies.Get(PriorityPolicy.PolicyName), live);
    }

    private Model Make(ModelDefinition model, Dictionary<string, Provider> providers) => new(
        model, Policies(model), model.Deployments.Select(deployment => new Deployment(providers[deployment.Provider], deployment, live, model.Prices)));

    /// <summary>Stickiness first, wherever it was asked for; what chooses models is no policy of deployments.</summary>
    private IRoutingPolicy[] Policies(ModelDefinition model)
    {
        var names = model.ThenBy.Prepend(model.Policy).Where(name => name != AutoChoice.PolicyName);
        return [.. (model.Sticky is null ? names : names.Prepend(StickyPolicy.PolicyName)).Distinct(StringComparer.Ordinal).Select(policies.Get)];
    }

    private Model Alias(string name, List<Model> models, Dictionary<string, Provider> providers)
    {
        var target = models.Find(model => model.Definition.Type == ModelTypes.Chat && model.Name != BuiltIn.Offline && model.Active.Length > 0)
            ?? models.Find(model => model.Name == BuiltIn.Offline)!;
        var definition = target.Definition with { Name = name };
        return new Model(definition, target.Policies, definition.Deployments.Select(deployment => new Deployment(providers[deployment.Provider], deployment, live, definition.Prices)))
        {
            AliasOf = target.Name,
        };
    }

    private static IEnumerable<ModelDefinition> Found(DiscoveredModels discovered)
    {
        // By their bare name too, unless the file uses it: that is what people type.
        foreach (var (name, type) in discovered.Names)
        {
            var deployment = new DeploymentDefinition(BuiltIn.Ollama, name, 1, 0, [], [], null);
            yield return new ModelDefinition($"{BuiltIn.Ollama}/{name}", type, PriorityPolicy.PolicyName, [], [deployment], [], null, null);
            yield return new ModelDefinition(name, type, PriorityPolicy.PolicyName, [], [deployment], [], null, null);
        }
    }

    private Provider Provide(ProviderDefinition definition)
    {
        var missing = new List<string>();
        var secrets = new List<string>();
        var baseUrl = placeholders.Fill(definition.BaseUrl, missing).TrimEnd('/');
        if (missing.Count == 0 && baseUrl.Length > 0 && !Placeholders.IsBaseUrl(baseUrl))
        {
            missing.Add($"{definition.BaseUrl} (its value is not an http or https URL)");
        }

        var dialect = dialects.Get(definition.Dialect);
        var apiVersion = definition.ApiVersion is { } version ? placeholders.Fill(version, missing) : null;
        if (apiVersion is { Length: > 0 } && !ApiVersions.IsVersion(apiVersion))
        {
            missing.Add($"{definition.ApiVersion} (its value is not an API version)");
        }

        var headers = definition.Headers.Select(header => KeyValuePair.Create(header.Key, placeholders.Fill(header.Value, missing))).ToList();
        secrets.AddRange(definition.Headers.Zip(headers).Where(pair => pair.First.Value != pair.Second.Value).Select(pair => pair.Second.Value));

        // Of several keys those that are set are used: a provider is unconfigured only when none is.
        var keys = new List<ProviderKey>();
        var unset = new List<string>();
        foreach (var text in definition.Keys)
        {
            var holes = new List<string>();
            var value = placeholders.Fill(text, holes);
            unset.AddRange(holes);
            if (holes.Count == 0)
            {
                keys.Add(new ProviderKey($"{definition.Name}#{keys.Count}", value, $"Bearer {value}"));
                secrets.AddRange(dialect.Secrets(value));
            }
        }

        if (keys.Count == 0)
        {
            missing.AddRange(unset);
        }

        return new Provider(
            definition.Name,
            dialect,
            missing.Count == 0 && baseUrl.Length > 0 ? baseUrl : null,
            keys,
            headers,
            Deadlines.Default.With(definition.Deadlines),
            [.. missing.Distinct(StringComparer.Ordinal)],
            [.. secrets.Where(secret => secret.Length >= 4)],
            definition.StreamUsage,
            definition.Auth,
            apiVersion,
            definition.Fields)
        {
            KeyLimits = definition.Limits,
            IsDisabled = !definition.Enabled,
        };
    }
}
