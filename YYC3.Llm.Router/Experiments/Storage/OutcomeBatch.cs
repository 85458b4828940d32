using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>What calls brought since the last time that it was written. Not for several threads at once.</summary>
/// <param name="id">Tells a batch that was written from one that was not.</param>
internal sealed class OutcomeBatch(string id)
{
    private readonly Dictionary<(string Experiment, string Arm), ArmTally> arms = [];

    public string Id => id;

    public IReadOnlyDictionary<(string Experiment, string Arm), ArmTally> Arms => arms;

    public List<AssignedCall> Calls { get; } = [];

    public bool IsEmpty => arms.Count == 0 && Calls.Count == 0;

    public ArmTally Of(string experiment, string arm)
    {
        if (!arms.TryGetValue((experiment, arm), out var tally))
        {
            arms[(experiment, arm)] = tally = new ArmTally();
        }

        return tally;
    }
}
