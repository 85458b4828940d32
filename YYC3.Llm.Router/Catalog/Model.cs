using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Catalog;

/// <summary>A model as callers name it. Immutable.</summary>
internal sealed class Model
{
    public Model(ModelDefinition definition, IRoutingPolicy policy, IEnumerable<Deployment> deployments)
    {
        Definition = definition;
        Name = definition.Name;
        HeaderName = HeaderText.Encode(Name);
        Policy = policy;
        Deployments = [.. deployments];
        Active = [.. Deployments.Where(deployment => deployment.Provider.IsActive)];
        SpanNames = [.. Relay.Operation.All.Select(operation => $"{operation.Name} {Name}")];
    }

    public ModelDefinition Definition { get; }

    public string Name { get; }

    /// <summary><see cref="Name"/> with what a header cannot carry percent-encoded.</summary>
    public string HeaderName { get; }

    public IRoutingPolicy Policy { get; }

    public IReadOnlyList<Deployment> Deployments { get; }

    /// <summary>Those whose provider is configured.</summary>
    public Deployment[] Active { get; }

    /// <summary>The models to go on with when every deployment of this one failed, in order; theirs are included, each model once.</summary>
    public Model[] Chain { get; private set; } = [];

    /// <summary>The one candidate of a model that has no choice; spares every call of it the ordering.</summary>
    public Candidate[]? Only { get; private set; }

    public string[] SpanNames { get; }

    /// <summary>The model this one stands for, when it is an alias.</summary>
    public string? AliasOf { get; init; }

    /// <summary>Whether its declared type is for the operation. One that is of no declared type is asked for whatever its deployments have.</summary>
    public bool Serves(Relay.Operation operation) => !Definition.IsTyped || ModelTypes.Operations(Definition.Type).Contains(operation);

    public bool IsActive => Active.Length > 0 || Chain.Length > 0;

    /// <summary>Called once by the snapshot's builder, when all models are known.</summary>
    public void Link(IReadOnlyDictionary<string, Model> models)
    {
        var seen = new HashSet<Model> { this };
        var chain = new List<Model>();
        Follow(Definition.Fallbacks);
        Chain = [.. chain.Where(model => model.Active.Length > 0)];
        if (Chain.Length == 0 && Active is [{ Provider.Keys.Count: <= 1 } only])
        {
            Only = [new Candidate(only, only.Provider.Keys is [var key] ? key : null)];
        }

        void Follow(IReadOnlyList<string> names)
        {
            foreach (var name in names)
            {
                if (models.TryGetValue(name, out var model) && seen.Add(model))
                {
                    chain.Add(model);
                    Follow(model.Definition.Fallbacks);
                }
            }
        }
    }
}
