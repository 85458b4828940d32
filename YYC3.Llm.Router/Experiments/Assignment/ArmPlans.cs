using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>What an experiment's arms do with one model: each arm as a model of its own, under the original's name.</summary>
/// <param name="Arms">By the arms' places; null where nobody is configured to answer.</param>
/// <param name="Shadow">Who answers copies; null for nobody.</param>
internal sealed record ArmPlans(IReadOnlyList<Model?> Arms, Model? Shadow)
{
    /// <summary>No model of the catalog can have this name: callers' names hold no control characters.</summary>
    private const string Rest = "\u0001rest";

    public static ArmPlans Of(ExperimentDefinition definition, Model original, CatalogSnapshot catalog, PolicyRegistry policies) => new(
        [.. definition.Arms.Select(arm => arm.Overrides ? Plan(arm, original, catalog, policies, failsOver: true) : original)],
        definition.Shadow is { } shadow ? Plan(shadow.Arm, original, catalog, policies, failsOver: false) : null);

    /// <summary>The arm's deployments first, then, where it fails over, the original's others and its fallbacks.</summary>
    private static Model? Plan(ArmDefinition arm, Model original, CatalogSnapshot catalog, PolicyRegistry policies, bool failsOver)
    {
        var source = arm.Model is { } name ? catalog.Find(name) : original;
        var chosen = arm.Deployments.Count > 0
            ? [.. arm.Deployments.Select(deployment => Named(deployment, original, catalog)).OfType<DeploymentDefinition>()]
            : source?.Definition.Deployments ?? [];
        var definitions = chosen.Select(deployment => With(deployment, arm.Parameters)).ToList();
        var given = arm.Policy is { } named && policies.Names.Contains(named) ? policies.Get(named) : null;
        var ordering = given is null ? (source ?? original).Policies
            : original.Sticky is null || given is StickyPolicy ? [given]
            : [policies.Get(StickyPolicy.PolicyName), given];
        IReadOnlyList<string> candidates = arm.Deployments.Count > 0 ? [] : (source ?? original).Definition.Candidates;
        var names = chosen.Select(Name).ToHashSet(StringComparer.Ordinal);
        var models = new Dictionary<string, Model>(StringComparer.Ordinal);
        if (failsOver)
        {
            foreach (var model in catalog.Models)
            {
                models.TryAdd(model.Name, model);
            }

            models[Rest] = Make(
                original.Definition with { Name = Rest, Deployments = [.. original.Definition.Deployments.Where(deployment => !names.Contains(Name(deployment)))] }, original.Policies, catalog);
        }

        var plan = Make(original.Definition with { Deployments = definitions, Candidates = candidates, Fallbacks = failsOver ? [Rest] : [] }, ordering, catalog, original.AliasOf);
        plan.Link(models);
        return plan.Active.Length > 0 || plan.Choices.Length > 0 ? plan : null;
    }

    private static Model Make(ModelDefinition definition, IRoutingPolicy[] ordering, CatalogSnapshot catalog, string? aliasOf = null) => new(
        definition,
        ordering,
        definition.Deployments.Where(deployment => catalog.Providers.ContainsKey(deployment.Provider)).Select(deployment => new Deployment(catalog.Providers[deployment.Provider], deployment, catalog.Live)))
    {
        AliasOf = aliasOf,
    };

    /// <summary>The deployment as the model declares it, with its headers and fields; else as a caller could name it.</summary>
    private static DeploymentDefinition? Named(string name, Model original, CatalogSnapshot catalog) =>
        original.Definition.Deployments.FirstOrDefault(deployment => Name(deployment) == name)
        ?? catalog.Models.SelectMany(model => model.Definition.Deployments).FirstOrDefault(deployment => Name(deployment) == name)
        ?? catalog.Find(name)?.Definition.Deployments.FirstOrDefault();

    private static string Name(DeploymentDefinition deployment) => $"{deployment.Provider}/{deployment.Model}";

    private static DeploymentDefinition With(DeploymentDefinition deployment, IReadOnlyList<KeyValuePair<string, string>> parameters) => parameters.Count == 0
        ? deployment
        : deployment with { Body = [.. deployment.Body.Where(field => parameters.All(parameter => parameter.Key != field.Key)), .. parameters] };
}
