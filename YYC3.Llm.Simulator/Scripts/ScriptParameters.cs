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
        ("reasoning", "reasoning events (default 4; in sim-tools 0), which are also the reasoning tokens among the completion tokens"),
        ("calls", "tool calls in one answer (default 1)"),
        ("args", "tool arguments in 'fragments' (default), 'whole', or 'none' for calls without any"),
        ("arguments", "the arguments of each tool call, percent-encoded JSON"),
        ("write5m", "tokens written into a cache of five minutes (default 0; part of the prompt tokens)"),
        ("write1h", "tokens written into a cache of an hour (default 0; part of the prompt tokens)"),
        ("audio", "audio tokens among the completion tokens (default 0)"),
        ("audioin", "audio tokens among the prompt tokens (default 0)"),
        ("signatures", "signed thoughts: 'check' (default: those sent back must be unchanged), 'demand' (and be there in a tool turn), 'ignore'"),
        ("limit", "calls a window for each key; more are refused with the dialect's own 429 and its rate-limit headers"),
        ("window", "the length of that window (default 60s)"),
        ("retry", "'no' leaves Retry-After out of such a refusal"),
        ("odds", "share of the calls that the faults strike, 0 to 1 (default 1)"),
        ("times", "how many calls the faults strike before they stop (default: all)"),
        ("fault", "name[:value][@event], several with a comma; '@event' counts the events sent before it strikes (default: half of them)"),
    ];

    /// <summary>The names alone.</summary>
    public static readonly FrozenSet<string> Names = All.Select(parameter => parameter.Name).ToFrozenSet(StringComparer.Ordinal);
}
