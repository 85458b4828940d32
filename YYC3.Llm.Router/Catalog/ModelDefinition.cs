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
    long? MaxOutput)
{
    /// <summary>Whether the file says the type. A model whose type is only the default is asked for whatever its deployments serve.</summary>
    public bool IsTyped { get; init; }
}
