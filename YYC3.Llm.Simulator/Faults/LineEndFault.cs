using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Ends lines with CR LF, or with a lone CR, both of which the event-stream format allows.</summary>
internal sealed class LineEndFault : IFault
{
    /// <inheritdoc/>
    public string Name => "crlf";

    /// <inheritdoc/>
    public string Summary => "event lines end with CR LF, or with a lone CR with 'cr'";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["crlf", "crlf=cr"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument) => draft.Format = draft.Format with { LineEnd = argument.Value == "cr" ? "\r" : "\r\n" };
}
