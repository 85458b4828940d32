namespace YYC3.Llm.Router.Experiments;

/// <summary>What one part of the traffic gets. Without any of the overrides it is the model as the catalog has it.</summary>
/// <param name="Id">Its name within the experiment, as headers and results say it.</param>
/// <param name="Weight">Its share among the arms, more than 0. Default 1.</param>
/// <param name="Model">A model of the catalog to answer instead.</param>
/// <param name="Deployments">Deployments (<c>provider/upstream-model</c>) to answer instead; empty for none.</param>
/// <param name="Policy">The routing policy among the deployments instead of the model's.</param>
/// <param name="Parameters">Top-level request fields to set, each value as JSON text: as a deployment's <c>body</c> in <c>models.json</c>, so in the provider's own terms where its dialect translates.</param>
internal sealed record ArmDefinition(
    string Id,
    double Weight,
    string? Model,
    IReadOnlyList<string> Deployments,
    string? Policy,
    IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    /// <summary>Whether calls are routed otherwise than without an experiment.</summary>
    public bool Overrides => Model is not null || Deployments.Count > 0 || Policy is not null || Parameters.Count > 0;
}
