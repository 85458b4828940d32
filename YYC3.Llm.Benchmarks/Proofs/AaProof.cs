using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Proofs.Experiments;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>Experiments between arms that do not differ raise no more false alarms than they promise, and one that does differ is found as often as promised.</summary>
internal sealed class AaProof : IProof
{
    private const double Alpha = 0.05;
    private const double Power = 0.8;

    /// <inheritdoc/>
    public string Name => "aa";

    /// <inheritdoc/>
    public string Summary => "aa      [--experiments 1000] [--samples 2000] [--peek 1] [--seed 1]: false stops of A/A experiments at or under 5 %, a real difference found in 80 % at least";

    /// <inheritdoc/>
    public Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "experiments", "samples", "peek", "seed");
        var plan = new SimulationPlan
        {
            Metric = "error_rate",
            Experiments = options.Number("experiments", 1000, 100, 100_000),
            SamplesPerArm = options.Number("samples", 2000, 200, 1_000_000),
            PeekEvery = options.Number("peek", 1, 1, 1_000_000),
            Seed = options.Number("seed", 1, 0, int.MaxValue),
            Alpha = Alpha,
        };
        var error = OutcomeMetrics.IndexOf("error_rate");
        var latency = OutcomeMetrics.IndexOf("latency");
        var holds = true;
        foreach (var (what, one) in (IEnumerable<(string, SimulationPlan)>)
        [
            ("A/A, error rate 10 %, each call for itself", plan),
            ("A/A, latency, each call for itself", plan with { Metric = "latency", Baseline = 1 }),
            ("A/A/A/A, latency", plan with { Metric = "latency", Baseline = 1, Comparisons = 3 }),
            ("A/A, error rate 10 %, 10 calls a user", plan with { CallsPerUser = 10 }),
            ("A/A, latency, 10 calls a user", plan with { Metric = "latency", Baseline = 1, CallsPerUser = 10 }),
            ("A/A, latency, 50 users an arm", plan with { Metric = "latency", Baseline = 1, CallsPerUser = Math.Max(2, plan.SamplesPerArm / 50) }),
            ("A/A with guard rails without margin, error rate 2 %", plan with { Baseline = 0.02, GuardRails = [new GuardRail(error, 0, Relative: false)] }),
            ("A/A with guard rails without margin, latency", plan with { Metric = "latency", Baseline = 1, GuardRails = [new GuardRail(latency, 0, Relative: true)] }),
        ])
        {
            var result = ExperimentSimulation.Run(one, cancellationToken);
            var fine = result.WinnerRate <= Alpha && result.HarmRate <= Alpha;
            holds &= fine;
            Console.WriteLine($"{what}: {result.Experiments} experiments, false winners {result.WinnerRate:P2}, false guard rails {result.HarmRate:P2} (at most {Alpha:P0} each): {(fine ? "holds" : "does not hold")}");
        }

        foreach (var (what, one) in Differences(plan))
        {
            var result = ExperimentSimulation.Run(one, cancellationToken);
            var found = (double)result.ControlWinners / result.Experiments; // The arm is the worse one.
            holds &= found >= Power && result.Winners == 0;
            Console.WriteLine($"{what}: planned for {one.SamplesPerArm} of each arm, found {found:P1} (at least {Power:P0}), wrong way {result.Winners}, after {result.MeanCalls / 2:F0} of each arm on the average");
        }

        Console.WriteLine(holds ? "holds" : "does not hold");
        return Task.FromResult(holds ? 0 : 1);
    }

    private static IEnumerable<(string What, SimulationPlan Plan)> Differences(SimulationPlan plan)
    {
        const double Rate = 0.10, Worse = 0.13;
        yield return ("Error rate 10 % against 13 %", plan with
        {
            Effect = (Worse / Rate) - 1,
            SamplesPerArm = (int)SampleSize.Sequential((Rate * (1 - Rate)) + (Worse * (1 - Worse)), Worse - Rate, Alpha, Power),
        });

        // The variance of a log-normal variable is mean²·(exp(σ²) − 1).
        var spread = Math.Exp(plan.Sigma * plan.Sigma) - 1;
        yield return ("Latency 10 % longer", plan with
        {
            Metric = "latency",
            Baseline = 1,
            Effect = 0.1,
            SamplesPerArm = (int)SampleSize.Sequential(spread * (1 + (1.1 * 1.1)), 0.1, Alpha, Power),
        });
    }
}
