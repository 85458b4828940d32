using System.Collections.Frozen;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>The parameters every answer understands; faults add their names to them. <c>GET /sim</c> prints this table.</summary>
internal static class ScriptParameters
{
    /// <summary>Name and meaning, in the order of the help page.</summary>
    public static readonly IReadOnlyList<(string Name, string Meaning)> All =
    [
        ("chunks", "content events of a stream (default 8; for a text that is given, one per four characters)"),
        ("text", "the answer itself, percent-encoded"),
        ("size", "characters of each content event (default: one short word)"),
        ("think", "time between the response head and the first event"),
        ("first", "time before the first byte, head included"),
        ("gap", "time between two events"),
        ("tokens", "completion tokens reported (default: the content events)"),
        ("prompt", "prompt tokens reported (default 12; for an echo, a quarter of the prompt's bytes)"),
        ("cached", "cached tokens among the prompt tokens (default 0)"),
        ("reasoning", "reasoning events (default 4), which are also the reasoning tokens among the completion tokens"),
        ("calls", "tool calls in one answer (default 1)"),
        ("args", "tool arguments 'fragments' (default) or 'whole'"),
        ("arguments", "the arguments of each tool call, percent-encoded JSON"),
        ("odds", "share of the calls that the faults strike, 0 to 1 (default 1)"),
        ("times", "how many calls the faults strike before they stop (default: all)"),
        ("fault", "name[:value][@event], several with a comma; '@event' counts the events sent before it strikes (default: half of them)"),
    ];

    /// <summary>The names alone.</summary>
    public static readonly FrozenSet<string> Names = All.Select(parameter => parameter.Name).ToFrozenSet(StringComparer.Ordinal);
}
