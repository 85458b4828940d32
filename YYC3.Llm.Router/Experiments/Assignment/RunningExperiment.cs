using System.Runtime.CompilerServices;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>An experiment that calls take part in, with what its arms mean in the catalog.</summary>
internal sealed class RunningExperiment(Experiment experiment, CatalogStore catalog, PolicyRegistry policies)
{
    // A catalog change brings other model objects; plans made for the old ones go with them.
    private readonly ConditionalWeakTable<Model, ArmPlans> plans = [];

    public Experiment Experiment => experiment;

    /// <summary>What the header says, by arm.</summary>
    public IReadOnlyList<string> HeaderValues { get; } = [.. experiment.Definition.Arms.Select(arm => $"{experiment.Id}/{arm.Id}")];

    /// <summary>What the arms do with a model of the catalog.</summary>
    public ArmPlans PlansFor(Model model) => plans.TryGetValue(model, out var known)
        ? known
        : plans.GetValue(model, original => ArmPlans.Of(experiment.Definition, original, catalog.Current, policies));
}
