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
    long? MaxOutput)
{
    /// <summary>Policies that settle what <c>Policy</c> leaves equal, in order.</summary>
    public IReadOnlyList<string> ThenBy { get; init; } = [];

    /// <summary>What keeps its deployment from call to call (<see cref="StickyUnits"/>); null: nothing, unless the policy is <c>sticky</c>.</summary>
    public string? Sticky { get; init; }

    /// <summary>The models that the policy <c>auto</c> chooses among; the first that fits is taken.</summary>
    public IReadOnlyList<string> Candidates { get; init; } = [];

    /// <summary>Models to go on with when a provider refuses the content. Default: none, and the refusal is the answer.</summary>
    public IReadOnlyList<string> ContentFallbacks { get; init; } = [];

    /// <summary>Models to go on with when a request is longer than the context window. Default: those of the fallbacks whose window is larger.</summary>
    public IReadOnlyList<string> ContextFallbacks { get; init; } = [];

    /// <summary>Languages it is good at, <c>zh</c> and <c>en</c> among them; the policy <c>auto</c> prefers a model that lists the question's. Default: not said.</summary>
    public IReadOnlyList<string> Languages { get; init; } = [];

    /// <summary>Whether it takes calls. Default true.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Length of the vectors of a model that embeds; null: not said.</summary>
    public long? Dimensions { get; init; }

    /// <summary>Whether <c>Capabilities</c> were found out by asking, for none are declared.</summary>
    public bool AreCapabilitiesProbed { get; init; }

    /// <summary>What it costs, oldest first; null: as the embedded table says.</summary>
    public IReadOnlyList<Price>? Prices { get; init; }

    /// <summary>Whether the file says the type. A model whose type is only the default is asked for whatever its deployments serve.</summary>
    public bool IsTyped { get; init; }
}
