using YYC3.Llm.Router.Metering.Prices;

namespace YYC3.Llm.Router.Catalog;

/// <summary>One entry of <c>models</c>.</summary>
internal sealed record ModelDefinition(
    string Name,
    string Type,
    string Policy,
    IReadOnlyList<string> Fallbacks,
    IReadOnlyList<DeploymentDefinition> Deployments,
    IReadOnlyList<string> Capabilities,
    long? ContextWindow,
    long? MaxOutput,
    IReadOnlyList<Price>? Prices = null);
