using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>Breaks a stream off with an error event, and no terminal event behind it.</summary>
internal sealed class ErrorEventFault : IFault
{
    /// <inheritdoc/>
    public string Name => "error";

    /// <inheritdoc/>
    public string Summary => "after N events an error event ends the stream; the value is the status it stands for (default 500); a plain call fails with it";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["error=429@2", "error=500@2"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        var error = SimulatedError.OfStatus(argument.Number(Name, 500, 400, 599));
        if (draft.IsStream)
        {
            draft.Truncate(argument);
            draft.Events.Add(draft.Errors.Event(error, draft.Script.Model));
        }
        else
        {
            draft.Fail(error);
        }
    }
}
