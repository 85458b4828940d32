using System.Collections.Concurrent;
using System.Collections.Frozen;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Catalog;

/// <summary>Everything calls are routed by at one time. Immutable and swapped whole: a call keeps the one it began with.</summary>
internal sealed class CatalogSnapshot
{
    private const int MostNamedDirectly = 4096;

    private readonly FrozenDictionary<string, Model> byName;
    private readonly FrozenDictionary<string, Model>.AlternateLookup<ReadOnlySpan<char>> bySpan;
    private readonly ConcurrentDictionary<string, Model> direct = new(StringComparer.Ordinal);
    private readonly IRoutingPolicy policy;

    public CatalogSnapshot(long epoch, IReadOnlyDictionary<string, Provider> providers, IReadOnlyList<Model> models, IRoutingPolicy directPolicy, LiveState live)
    {
        Live = live;
        Epoch = epoch;
        Providers = providers;
        Models = models;
        policy = directPolicy;
        byName = models.ToFrozenDictionary(model => model.Name, StringComparer.Ordinal);
        bySpan = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var model in models)
        {
            model.Link(byName);
        }
    }

    /// <summary>What calls find out about the deployments; outlives the snapshot.</summary>
    public LiveState Live { get; }

    /// <summary>Rises with every change that took effect in this process.</summary>
    public long Epoch { get; }

    public IReadOnlyDictionary<string, Provider> Providers { get; }

    /// <summary>In the file's order; aliases and what was found on this host after it.</summary>
    public IReadOnlyList<Model> Models { get; }

    /// <summary>The model of that name, or a deployment named as <c>provider/upstream-model</c>; null when there is neither.</summary>
    public Model? Find(ReadOnlySpan<char> name) => bySpan.TryGetValue(name, out var model) ? model : FindDirect(name);

    private Model? FindDirect(ReadOnlySpan<char> name)
    {
        var slash = name.IndexOf('/');
        if (slash <= 0 || slash == name.Length - 1
            || !Providers.TryGetValue(name[..slash].ToString(), out var provider)
            || name.ContainsAnyInRange('\0', '\x1f'))
        {
            return null;
        }

        var key = name.ToString();
        if (direct.TryGetValue(key, out var known))
        {
            return known;
        }

        // As it is declared, if it is: with its headers, body fields and deadlines.
        var upstream = key[(slash + 1)..];
        var declared = Models.SelectMany(model => model.Definition.Deployments, (model, deployment) => (model.Definition.Type, Deployment: deployment))
            .FirstOrDefault(item => item.Deployment.Provider == provider.Name && item.Deployment.Model == upstream);
        var deployment = declared.Deployment ?? new DeploymentDefinition(provider.Name, upstream, 1, 0, [], [], null);
        var definition = new ModelDefinition(key, declared.Type ?? ModelTypes.Chat, policy.Name, [], [deployment], [], null, null);
        var model = new Model(definition, [policy], [new Deployment(provider, deployment, Live)]);
        model.Link(byName);

        // Callers choose these names: past the bound they are made anew for each call instead of being kept.
        return direct.Count < MostNamedDirectly ? direct.GetOrAdd(key, model) : model;
    }
}
