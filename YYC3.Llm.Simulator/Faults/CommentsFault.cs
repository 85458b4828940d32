using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Puts comments between events (OpenRouter's keep-alive) and inside them (DashScope's status line).</summary>
internal sealed class CommentsFault : IFault
{
    /// <inheritdoc/>
    public string Name => "comments";

    /// <inheritdoc/>
    public string Summary => "comment lines between the events and inside them";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["comments"];

    /// <inheritdoc/>
    public bool Applies(string dialect) => dialect is not "ollama";

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument) => draft.Format = draft.Format with { Comments = true };
}
