using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>Collects in memory what calls bring, until it is written. Bounded: tallies do not grow with calls, and the list of calls has an end.</summary>
internal sealed class OutcomeRecorder(TimeProvider time)
{
    /// <summary>Calls kept while the database is away; later ones count in the tallies, but feedback on them finds no arm.</summary>
    private const int MostCalls = 100_000;

    private readonly Lock gate = new();
    private OutcomeBatch current = NewBatch(time);

    /// <summary>Notes a call's outcome.</summary>
    /// <param name="call">The call and its arm.</param>
    /// <param name="outcome">What came of it.</param>
    /// <param name="keepCall">Whether feedback may follow.</param>
    public void Record(AssignedCall call, in Outcome outcome, bool keepCall)
    {
        lock (gate)
        {
            current.Of(call.Experiment, call.Arm).Observe((int)call.Group, outcome);
            if (keepCall && current.Calls.Count < MostCalls)
            {
                current.Calls.Add(call);
            }
        }
    }

    /// <summary>What came since the last time; null when nothing did.</summary>
    public OutcomeBatch? Take()
    {
        lock (gate)
        {
            if (current.IsEmpty)
            {
                return null;
            }

            var taken = current;
            current = NewBatch(time);
            return taken;
        }
    }

    private static OutcomeBatch NewBatch(TimeProvider time) => new(Ids.New("expbatch", time));
}
