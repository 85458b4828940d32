using YYC3.Llm.Router.Experiments;

namespace YYC3.Llm.Benchmarks.Proofs.Experiments;

/// <summary>What to simulate.</summary>
internal sealed record SimulationPlan
{
    /// <summary>The goal: <c>error_rate</c> (yes or no) or <c>latency</c> (log-normal, so skewed as real times are).</summary>
    public required string Metric { get; init; }

    /// <summary>How many experiments.</summary>
    public int Experiments { get; init; } = 1000;

    /// <summary>Calls of each arm after which an experiment ends undecided.</summary>
    public int SamplesPerArm { get; init; } = 2000;

    /// <summary>Calls between two looks; 1 looks after every call.</summary>
    public int PeekEvery { get; init; } = 10;

    /// <summary>By how much the second arm's mean is larger, as a share; 0 for arms that do not differ.</summary>
    public double Effect { get; init; }

    /// <summary>Mean of the metric in the control: a share, or seconds.</summary>
    public double Baseline { get; init; } = 0.1;

    /// <summary>Spread of the logarithm of a latency.</summary>
    public double Sigma { get; init; } = 0.8;

    /// <summary>Calls of each user on the average; 1 assigns each call for itself, more assigns users, whose calls then resemble each other.</summary>
    public int CallsPerUser { get; init; } = 1;

    /// <summary>How many arms besides the control.</summary>
    public int Comparisons { get; init; } = 1;

    /// <summary>Guard rails beside the goal.</summary>
    public IReadOnlyList<GuardRail> GuardRails { get; init; } = [];

    /// <summary>The level of goal and guard rails.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>The same seed gives the same experiments.</summary>
    public int Seed { get; init; } = 1;
}
