using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>One long pause in mid-stream; the steady pace is the parameters' <c>first</c>, <c>think</c> and <c>gap</c>.</summary>
internal sealed class StallFault : IFault
{
    /// <inheritdoc/>
    public string Name => "stall";

    /// <inheritdoc/>
    public string Summary => "a pause of so long (default 20s) after N events";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["stall=50ms@2"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        draft.StallAt = argument.Place(draft.Events.Count);
        draft.Stall = Durations.Parse(Name, argument.Value ?? "20s");
    }
}
