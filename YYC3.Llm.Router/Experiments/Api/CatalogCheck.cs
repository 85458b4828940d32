using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Experiments.Api;

/// <summary>Whether what an experiment names is there.</summary>
internal static class CatalogCheck
{
    public static void Check(ExperimentDefinition definition, CatalogSnapshot catalog, PolicyRegistry policies, JsonWalker walker)
    {
        if (definition.Model.Length > 0 && !catalog.Models.Any(model => model.Name == definition.Model))
        {
            walker.Fault("$.model", $"'{definition.Model}' does not exist; GET /v1/models lists those that do");
        }

        for (var i = 0; i < definition.Arms.Count; i++)
        {
            Check(definition.Arms[i], $"$.arms[{i}]", catalog, policies, walker);
        }

        if (definition.Shadow is { } shadow)
        {
            Check(shadow.Arm, "$.shadow", catalog, policies, walker);
        }
    }

    private static void Check(ArmDefinition arm, string path, CatalogSnapshot catalog, PolicyRegistry policies, JsonWalker walker)
    {
        if (arm.Model is { Length: > 0 } model && catalog.Find(model) is null)
        {
            walker.Fault($"{path}.model", $"'{model}' does not exist; GET /v1/models lists those that do");
        }

        for (var i = 0; i < arm.Deployments.Count; i++)
        {
            if (catalog.Find(arm.Deployments[i]) is null || !arm.Deployments[i].Contains('/', StringComparison.Ordinal))
            {
                walker.Fault($"{path}.deployments[{i}]", $"'{arm.Deployments[i]}' is no deployment; write provider/upstream-model, with a provider of the catalog ({string.Join(", ", catalog.Providers.Keys.Order(StringComparer.Ordinal))})");
            }
        }

        if (arm.Policy is { Length: > 0 } policy && !policies.Names.Contains(policy))
        {
            walker.Fault($"{path}.policy", $"'{policy}' is not known; known are {string.Join(", ", policies.Names)}");
        }
    }
}
