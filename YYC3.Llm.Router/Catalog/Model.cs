using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Catalog;

/// <summary>A model as callers name it. Immutable.</summary>
internal sealed class Model
{
    public Model(ModelDefinition definition, IRoutingPolicy[] policies, IEnumerable<Deployment> deployments)
    {
        Definition = definition;
        Name = definition.Name;
        HeaderName = HeaderText.Encode(Name);
        Policies = policies;
        Sticky = definition.Sticky ?? (Array.Exists(policies, policy => policy is StickyPolicy) ? StickyUnits.Conversation : null);
        Deployments = [.. deployments];
        foreach (var deployment in Deployments)
        {
            deployment.Serve(this);
        }

        Active = definition.Enabled ? [.. Deployments.Where(deployment => deployment.Provider.IsActive)] : [];
        SpanNames = [.. Relay.Operation.All.Select(operation => $"{operation.Name} {Name}")];
    }

    public ModelDefinition Definition { get; }

    public string Name { get; }

    /// <summary><see cref="Name"/> with what a header cannot carry percent-encoded.</summary>
    public string HeaderName { get; }

    /// <summary>What orders the deployments: each policy settles what the ones before it leave equal.</summary>
    public IRoutingPolicy[] Policies { get; }

    /// <summary>What keeps its deployment from call to call (<see cref="StickyUnits"/>); null: nothing.</summary>
    public string? Sticky { get; }

    public IReadOnlyList<Deployment> Deployments { get; }

    /// <summary>Those whose provider is configured.</summary>
    public Deployment[] Active { get; }

    /// <summary>The models to go on with when every deployment of this one failed, in order; theirs are included, each model once.</summary>
    public Model[] Chain { get; private set; } = [];

    /// <summary>The models that <c>auto</c> chooses among; empty for all others.</summary>
    public Model[] Choices { get; private set; } = [];

    /// <summary>The models to go on with when a provider refuses the content, in order.</summary>
    public Model[] ContentFallbacks { get; private set; } = [];

    /// <summary>The models to go on with when a request is too long, in order.</summary>
    public Model[] ContextFallbacks { get; private set; } = [];

    /// <summary>The one candidate of a model that has no choice and no limit; spares every call of it the ordering.</summary>
    public Candidate? Only { get; private set; }

    public string[] SpanNames { get; }

    /// <summary>The model this one stands for, when it is an alias.</summary>
    public string? AliasOf { get; init; }

    /// <summary>Whether its declared type is for the operation. One that is of no declared type is asked for whatever its deployments have.</summary>
    public bool Serves(Relay.Operation operation) => !Definition.IsTyped || ModelTypes.Operations(Definition.Type).Contains(operation);

    public bool IsActive => Definition.Enabled && (Active.Length > 0 || Chain.Length > 0 || Choices.Length > 0);

    /// <summary>Whether a deployment is the model's own, or of a model that it chooses among; not of a fallback.</summary>
    public bool Owns(Deployment deployment) => deployment.Model == this || Array.IndexOf(Choices, deployment.Model) >= 0;

    /// <summary>Called once by the snapshot's builder, when all models are known.</summary>
    public void Link(IReadOnlyDictionary<string, Model> models)
    {
        var seen = new HashSet<Model> { this };
        var chain = new List<Model>();
        Follow(Definition.Fallbacks);
        Chain = [.. chain.Where(model => model.Active.Length > 0)];
        Choices = Named(Definition.Candidates);
        ContentFallbacks = Named(Definition.ContentFallbacks);
        ContextFallbacks = Named(Definition.ContextFallbacks);
        if (Active is [{ Candidates: [{ IsLimited: false } only] }] && Chain.Length + Choices.Length + ContentFallbacks.Length + ContextFallbacks.Length == 0)
        {
            Only = only;
        }

        Model[] Named(IReadOnlyList<string> names) => [.. names.Select(models.GetValueOrDefault).OfType<Model>().Where(model => model != this && model.Active.Length > 0).Distinct()];

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
