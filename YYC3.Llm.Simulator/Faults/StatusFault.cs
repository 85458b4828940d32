using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>A plain HTTP error with the dialect's error body, and <c>Retry-After</c> where asked for.</summary>
internal sealed class StatusFault : IFault
{
    /// <inheritdoc/>
    public string Name => "status";

    /// <inheritdoc/>
    public string Summary => "HTTP error with the dialect's body: '429', or '429+2' for a Retry-After of 2 seconds";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["status=429", "status=429%2B2", "status=500", "status=503"];

    /// <inheritdoc/>
    public void Bend(Draft draft, FaultArgument argument)
    {
        var parts = (argument.Value ?? "500").Split('+');
        if (parts.Length > 2 || !int.TryParse(parts[0], out var status) || status is < 400 or > 599 || (parts.Length == 2 && !int.TryParse(parts[1], out _)))
        {
            throw new ScriptException($"'status:{argument.Value}' is not a status from 400 to 599, with the seconds of a Retry-After behind a plus sign: 429+2.");
        }

        draft.Fail(SimulatedError.OfStatus(status));
        if (parts.Length == 2)
        {
            draft.Headers.Add(new("Retry-After", parts[1]));
        }
    }
}
