using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Writes no space after <c>data:</c>, as DashScope does.</summary>
internal sealed class NoSpaceFault : IFault
{
    /// <inheritdoc/>
    public string Name => "nospace";

    /// <inheritdoc/>
    public string Summary => "no space after 'data:'";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["nospace"];

    /// <inheritdoc/>
    public bool Applies(string dialect) => dialect is not ("ollama" or "dashscope");

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument) => draft.Format = draft.Format with { AfterColon = "" };
}
