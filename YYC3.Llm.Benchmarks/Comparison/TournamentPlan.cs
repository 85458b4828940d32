namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>How long and how hard a comparison is.</summary>
internal sealed record TournamentPlan
{
    /// <summary>Rounds, 1 to 100; the report shows medians over them.</summary>
    public required int Rounds { get; init; }

    /// <summary>How long each measurement takes.</summary>
    public required TimeSpan Measured { get; init; }

    /// <summary>How long each contender is loaded before anything is measured.</summary>
    public TimeSpan FirstLap { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long each measurement warms up before it counts.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Callers of the closed loop.</summary>
    public int Connections { get; init; } = 32;

    /// <summary>Calls per second of the open loop.</summary>
    public int Rate { get; init; } = 200;

    /// <summary>Concurrent streams.</summary>
    public int Streams { get; init; } = 200;

    /// <summary>Concurrent streams of the memory check.</summary>
    public int ManyStreams { get; init; } = 500;

    /// <summary>Waves of the memory check.</summary>
    public int Waves { get; init; } = 3;
}
