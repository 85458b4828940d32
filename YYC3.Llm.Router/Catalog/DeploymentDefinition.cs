using YYC3.Llm.Router.Metering.Prices;

namespace YYC3.Llm.Router.Catalog;

/// <summary>One entry of a model's <c>deployments</c>.</summary>
/// <param name="Provider">The provider's name.</param>
/// <param name="Model">The provider's name of the model.</param>
/// <param name="Weight">Share under the weighted policy, 0 or more. Default 1.</param>
/// <param name="Priority">Lower is tried first. Default 0.</param>
/// <param name="Headers">Sent besides the provider's.</param>
/// <param name="Body">Top-level request fields to set, each value as JSON text.</param>
/// <param name="Deadlines">Those that differ from the provider's.</param>
/// <param name="StreamUsage">Whether to ask for a stream's usage where the caller does not; null: as the provider says.</param>
/// <param name="Fields">Request fields to drop or rename, besides the provider's.</param>
internal sealed record DeploymentDefinition(
    string Provider,
    string Model,
    double Weight,
    int Priority,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    IReadOnlyList<KeyValuePair<string, string>> Body,
    DeadlineOverrides? Deadlines,
    bool? StreamUsage = null,
    FieldEdits? Fields = null)
{
    /// <summary>Calls at once with all keys together; null: as many as come.</summary>
    public Limits? Limits { get; init; }

    /// <summary>What it costs, oldest first; null: as the model says.</summary>
    public IReadOnlyList<Price>? Prices { get; init; }
}
