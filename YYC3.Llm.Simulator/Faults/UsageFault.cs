using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Faults;

/// <summary>The ways in which providers report usage, whatever the caller asked for.</summary>
internal sealed class UsageFault : IFault
{
    /// <inheritdoc/>
    public string Name => "usage";

    /// <inheritdoc/>
    public string Summary => "'missing', 'last' (in the event with the finish reason), 'each' (cumulative in every event), 'zero-first' (zeros in the first, the real ones in the last)";

    /// <inheritdoc/>
    public IReadOnlyList<string> Examples => ["usage=missing", "usage=last", "usage=each", "usage=zero-first"];

    /// <inheritdoc/>
    public void Shape(Draft draft, FaultArgument argument) => draft.UsageAt = argument.Value switch
    {
        "missing" => static (_, _) => null,
        "last" => static (place, counts) => place.IsFinish || place.IsPlain ? counts : null,
        "each" => static (place, counts) => place.IsTrailer ? null : place.IsFinish || place.IsPlain ? counts : counts.After(place.Index, place.Count),
        "zero-first" => static (place, counts) => place.IsFinish || place.IsPlain ? counts : place.Index == 0 ? TokenCounts.Zero : null,
        _ => throw new ScriptException($"'usage:{argument.Value}' is none of missing, last, each, zero-first."),
    };
}
