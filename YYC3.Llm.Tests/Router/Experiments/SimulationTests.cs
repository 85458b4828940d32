using YYC3.Llm.Benchmarks.Proofs.Experiments;
using YYC3.Llm.Router.Experiments;
using YYC3.Llm.Router.Experiments.Statistics;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>Thousands of experiments through the engine's own decision, looked at all the time. <c>prove aa</c> runs longer ones.</summary>
public sealed class SimulationTests
{
    private const double Alpha = 0.05;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("error_rate", 0.1, 1, 1)]
    [InlineData("latency", 1, 1, 1)]
    [InlineData("latency", 1, 1, 3)]
    [InlineData("error_rate", 0.1, 10, 1)]
    [InlineData("latency", 1, 10, 1)]
    public void Decide_OfAThousandExperimentsWithoutADifference_RaisesNoMoreFalseAlarmsThanPromised(string metric, double baseline, int callsPerUser, int comparisons)
    {
        var result = ExperimentSimulation.Run(
            new SimulationPlan { Metric = metric, Baseline = baseline, CallsPerUser = callsPerUser, Comparisons = comparisons, SamplesPerArm = 600, PeekEvery = 5, Alpha = Alpha, Seed = 20261125 }, Cancellation);

        Assert.Equal(1000, result.Experiments);
        Assert.True(result.WinnerRate <= Alpha, $"{result.WinnerRate:P2} of the experiments declared a winner.");
        Assert.True(result.WinnerRate > 0, "A test that never errs has not looked.");
    }

    [Theory]
    [InlineData("error_rate", 0.03)]
    [InlineData("latency", 1)]
    public void Decide_OfAThousandExperimentsWithoutHarm_HitsNoMoreGuardRailsThanPromised(string metric, double baseline)
    {
        var index = metric == "latency" ? Definitions.Latency : Definitions.ErrorRate;
        var result = ExperimentSimulation.Run(
            new SimulationPlan
            {
                Metric = metric,
                Baseline = baseline,
                SamplesPerArm = 1000,
                PeekEvery = 10,
                Alpha = Alpha,
                Seed = 7,
                GuardRails = [new GuardRail(index, 0, Relative: false)],
            },
            Cancellation);

        Assert.True(result.HarmRate <= Alpha, $"{result.HarmRate:P2} of the experiments hit a guard rail.");
    }

    [Fact]
    public void Decide_OfAnErrorRateThatIsWorse_FindsItAsOftenAsPromised()
    {
        var needed = (int)SampleSize.Sequential((0.1 * 0.9) + (0.14 * 0.86), 0.04, Alpha, 0.8);
        var result = ExperimentSimulation.Run(
            new SimulationPlan { Metric = "error_rate", Baseline = 0.1, Effect = 0.4, SamplesPerArm = needed, Experiments = 300, PeekEvery = 5, Alpha = Alpha, Seed = 3 }, Cancellation);

        Assert.True(result.ControlWinners >= 0.8 * result.Experiments, $"Found {result.ControlWinners} of {result.Experiments}.");
        Assert.Equal(0, result.Winners);
        Assert.True(result.MeanCalls < 2 * needed * 0.8, "Sequential tests end early.");
    }

    [Fact]
    public void Decide_OfALatencyThatIsBetter_FindsItAsOftenAsPromised()
    {
        var variances = (Math.Exp(0.64) - 1) * (1 + (0.85 * 0.85));
        var needed = (int)SampleSize.Sequential(variances, 0.15, Alpha, 0.8);
        var result = ExperimentSimulation.Run(
            new SimulationPlan { Metric = "latency", Baseline = 1, Effect = -0.15, SamplesPerArm = needed, Experiments = 300, PeekEvery = 5, Alpha = Alpha, Seed = 4 }, Cancellation);

        Assert.True(result.Winners >= 0.8 * result.Experiments, $"Found {result.Winners} of {result.Experiments}.");
        Assert.Equal(0, result.ControlWinners);
    }

    [Fact]
    public void Decide_OfAnArmThatFails_HitsTheGuardRailSoon()
    {
        var result = ExperimentSimulation.Run(
            new SimulationPlan
            {
                Metric = "error_rate",
                Baseline = 0.02,
                Effect = 9,
                SamplesPerArm = 1000,
                Experiments = 200,
                PeekEvery = 1,
                Alpha = Alpha,
                Seed = 5,
                GuardRails = [new GuardRail(Definitions.ErrorRate, 0.02, Relative: false)],
            },
            Cancellation);

        Assert.Equal(200, result.Harms + result.ControlWinners);
        Assert.True(result.Harms >= 150, $"{result.Harms} guard rails, {result.ControlWinners} winners.");
        Assert.True(result.MeanCalls < 400, $"{result.MeanCalls} calls");
    }

    [Fact]
    public void Run_WithTheSameSeed_IsTheSame()
    {
        var plan = new SimulationPlan { Metric = "latency", Baseline = 1, Experiments = 20, SamplesPerArm = 300 };
        Assert.Equal(ExperimentSimulation.Run(plan, Cancellation), ExperimentSimulation.Run(plan, Cancellation));
        Assert.NotEqual(ExperimentSimulation.Run(plan with { Effect = 1 }, Cancellation), ExperimentSimulation.Run(plan, Cancellation));
    }
}
