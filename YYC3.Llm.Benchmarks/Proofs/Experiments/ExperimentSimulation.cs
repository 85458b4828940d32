using System.Globalization;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Assignment;
using YYC3.Llm.Router.Experiments.Assignment.Units;
using YYC3.Llm.Router.Experiments.Decisions;
using YYC3.Llm.Router.Experiments.Outcomes;

namespace YYC3.Llm.Benchmarks.Proofs.Experiments;

/// <summary>
/// Runs experiments on made-up calls through the engine's own assignment, tallies and decision, looking all the time, as the engine does.
/// Without a difference it counts false alarms, with one how often it is found.
/// </summary>
internal static class ExperimentSimulation
{
    public static SimulationResult Run(SimulationPlan plan, CancellationToken cancellationToken)
    {
        var definition = Define(plan);
        var random = new Random(plan.Seed);
        int winners = 0, controls = 0, harms = 0;
        double calls = 0;
        for (var i = 0; i < plan.Experiments; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (decision, count) = RunOne(plan, definition, $"exp_{plan.Seed}_{i}", random);
            calls += count;
            harms += decision?.Harmful is not null ? 1 : 0;
            controls += decision?.Winner == definition.Control.Id ? 1 : 0;
            winners += decision?.Winner is { } winner && winner != definition.Control.Id ? 1 : 0;
        }

        return new SimulationResult(plan.Experiments, winners, controls, harms, calls / plan.Experiments);
    }

    private static (Decision? Decision, int Calls) RunOne(SimulationPlan plan, ExperimentDefinition definition, string id, Random random)
    {
        var arms = definition.Arms.Select(_ => new ArmTally()).ToList();
        var total = plan.SamplesPerArm * definition.Arms.Count;
        var users = new double[Math.Max(1, total / plan.CallsPerUser)];
        for (var user = 0; user < users.Length; user++)
        {
            users[user] = Normal(random);
        }

        for (var call = 1; call <= total; call++)
        {
            var user = plan.CallsPerUser > 1 ? random.Next(users.Length) : call - 1;
            var assigned = Assignment.Of(id, definition, "proj_default", user.ToString(CultureInfo.InvariantCulture))!.Value;
            arms[assigned.Arm].Observe(assigned.Group, Call(plan, plan.CallsPerUser > 1 ? users[user] : 0, assigned.Arm > 0 ? 1 + plan.Effect : 1, random));
            if (call % plan.PeekEvery == 0 && Decider.Decide(definition, arms) is { } decision)
            {
                return (decision, call);
            }
        }

        return (null, total);
    }

    private static Outcome Call(SimulationPlan plan, double user, double factor, Random random)
    {
        if (plan.Metric == "error_rate")
        {
            // Some users meet three times as many errors as others.
            var p = plan.Baseline * factor * (plan.CallsPerUser > 1 ? user > 0 ? 1.5 : 0.5 : 1);
            return new Outcome { Failed = random.NextDouble() < p };
        }

        // The mean of a log-normal variable is exp(μ + σ²/2); users differ by half of the spread.
        var noise = plan.CallsPerUser > 1 ? (0.5 * user) + (Math.Sqrt(0.75) * Normal(random)) : Normal(random);
        return new Outcome { Latency = plan.Baseline * factor * Math.Exp((plan.Sigma * noise) - (plan.Sigma * plan.Sigma / 2)) };
    }

    // Box and Muller, Annals of Mathematical Statistics 29(2), 1958.
    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static ExperimentDefinition Define(SimulationPlan plan) => new(
        "simulation",
        null,
        "m",
        AssignmentUnits.Find(plan.CallsPerUser > 1 ? "user" : "request")!,
        "",
        1,
        [.. Enumerable.Range(0, plan.Comparisons + 1).Select(arm => new ArmDefinition(arm == 0 ? "control" : $"arm{arm}", 1, null, [], null, []))],
        new GoalDefinition(OutcomeMetrics.IndexOf(plan.Metric), Increase: false),
        plan.Alpha,
        plan.SamplesPerArm,
        100,
        30,
        true,
        plan.GuardRails,
        plan.Alpha,
        null);
}
