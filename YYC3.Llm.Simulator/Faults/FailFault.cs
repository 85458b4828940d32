using System.Globalization;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>A failure by its meaning: the dialect answers with its own status, code and sentence for it.</summary>
internal sealed class FailFault : IFault
{
    /// <inheritdoc/>
    public string Name => "fail";

    /// <inheritdoc/>
    public string Summary => $"the dialect's own error for {string.Join(", ", ErrorKinds.All.Keys)}; '+2' behind it adds a Retry-After; with @N an event in mid-stream";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => [.. ErrorKinds.All.Keys.Select(kind => "fail=" + kind)];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        var parts = (argument.Value ?? ErrorKinds.Server).Split('+');
        if (parts.Length > 2 || !ErrorKinds.All.TryGetValue(parts[0], out var error) || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            throw new ScriptException($"'fail:{argument.Value}' is none of {string.Join(", ", ErrorKinds.All.Keys)}, with the seconds of a Retry-After behind a plus sign: rate+2.");
        }

        if (draft.IsStream && argument.At is > 0)
        {
            draft.Truncate(argument);
            draft.Events.Add(draft.Errors.Event(error, draft.Script.Model));
            return;
        }

        draft.Refuse(error);
        if (parts.Length == 2)
        {
            draft.Headers.Add(new("Retry-After", parts[1]));
        }
    }
}
