using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Puts spaces behind the data of each event, as Anthropic does; also behind <c>[DONE]</c>.</summary>
internal sealed class TrailingSpacesFault : IFault
{
    /// <inheritdoc/>
    public string Name => "spaces";

    /// <inheritdoc/>
    public string Summary => "N spaces (default 3) behind the data of each event";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["spaces"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument) => draft.Format = draft.Format with { BehindData = new string(' ', argument.Number(Name, 3, 1, 100)) };
}
