using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Ends the body properly in HTTP's terms, but before the answer's end: no terminal event, or half a JSON body.</summary>
internal sealed class SilentEndFault : IFault
{
    /// <inheritdoc/>
    public string Name => "eof";

    /// <inheritdoc/>
    public string Summary => "the body ends after N events, as if it were complete";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["eof=@2"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument) => draft.Truncate(argument);
}
