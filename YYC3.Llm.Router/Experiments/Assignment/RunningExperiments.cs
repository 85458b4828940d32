using System.Collections.Frozen;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Experiments.Assignment;

/// <summary>The experiments that calls take part in now, by model; replaced whole.</summary>
internal sealed class RunningExperiments(CatalogStore catalog, PolicyRegistry policies)
{
    private volatile FrozenDictionary<string, RunningExperiment>? current;

    /// <summary>The experiment of a model, or of the one that it stands for; null for a model without one, which is found out by one look where nothing runs at all.</summary>
    public RunningExperiment? Find(Model model) => current is { } experiments
        ? experiments.GetValueOrDefault(model.Name) ?? (model.AliasOf is { } target ? experiments.GetValueOrDefault(target) : null)
        : null;

    /// <summary>Takes over which experiments run. What did not change is kept, with what was made for it.</summary>
    public void Set(IReadOnlyList<Experiment> experiments)
    {
        var old = current;
        current = experiments.Count == 0 ? null : experiments.ToFrozenDictionary(
            experiment => experiment.Definition.Model,
            experiment => old?.GetValueOrDefault(experiment.Definition.Model) is { } known && known.Experiment.Id == experiment.Id && known.Experiment.Revision == experiment.Revision
                ? known
                : new RunningExperiment(experiment, catalog, policies),
            StringComparer.Ordinal);
    }
}
