using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace YYC3.Llm.Simulator.Scripts;

/// <summary>Decides whether a call's faults strike: <c>times</c> counts the calls of one script, <c>odds</c> draws.</summary>
internal sealed class FaultTurns(int seed)
{
    private readonly ConcurrentDictionary<Script, StrongBox<int>> struck = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether the faults of this call strike.</summary>
    /// <param name="script">The script.</param>
    /// <param name="call">The call's number.</param>
    public bool Strike(Script script, long call)
    {
        if (script.Faults.Count == 0)
        {
            return false;
        }

        if (script.Share("odds", 1) is var odds && odds < 1 && Chance.Share(seed, call) >= odds)
        {
            return false;
        }

        var times = script.Number("times", int.MaxValue);
        return times == int.MaxValue || Interlocked.Increment(ref struck.GetOrAdd(script, _ => new StrongBox<int>()).Value) <= times;
    }

    /// <summary>Starts counting anew.</summary>
    public void Clear() => struck.Clear();
}
