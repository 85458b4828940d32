using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Assignment.Units;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>Experiments for tests to vary.</summary>
internal static class Definitions
{
    public static readonly int Latency = OutcomeMetrics.IndexOf("latency");
    public static readonly int ErrorRate = OutcomeMetrics.IndexOf("error_rate");
    public static readonly int Feedback = OutcomeMetrics.IndexOf("feedback");

    /// <summary>Two arms, each call for itself, decided by latency.</summary>
    public static readonly ExperimentDefinition Simple = new(
        "simple", null, "m", AssignmentUnits.Find("request")!, "", 1,
        [new ArmDefinition("control", 1, null, [], null, []), new ArmDefinition("b", 1, "other", [], null, [])],
        new GoalDefinition(Latency, Increase: false), 0.05, 1000, 100, 30, true, [], 0.05, null);
}
