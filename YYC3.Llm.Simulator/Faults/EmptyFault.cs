using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>An event without any choice in it: <c>choices: []</c>, or what the dialect has of that kind.</summary>
internal sealed class EmptyFault : IFault
{
    /// <inheritdoc/>
    public string Name => "empty";

    /// <inheritdoc/>
    public string Summary => "after N events one that holds no choice ('choices': [])";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["empty=@0", "empty=@2"];

    /// <inheritdoc/>
    public bool Applies(string dialect) => dialect is not ("ollama" or "wenxin");

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        if (draft.IsStream && draft.EmptyEvent is { } empty)
        {
            draft.Events.Insert(argument.Place(draft.Events.Count), empty);
        }
    }
}
