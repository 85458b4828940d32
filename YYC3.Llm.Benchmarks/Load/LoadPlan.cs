namespace YYC3.Llm.Benchmarks.Load;

/// <summary>What kind of load, how much and for how long.</summary>
internal sealed record LoadPlan
{
    /// <summary>The model to ask.</summary>
    public required string Model { get; init; }

    /// <summary>Content events each stream must have; 0 (the default) makes plain calls.</summary>
    public int ContentEvents { get; init; }

    /// <summary>Connections, 1 to 10,000: callers of a closed loop, or the most callers at once of an open one.</summary>
    public required int Connections { get; init; }

    /// <summary>Calls per second of an open loop; 0 (the default) is a closed loop, in which each caller waits for its answer.</summary>
    public double Rate { get; init; }

    /// <summary>How long calls are begun.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>Calls are neither measured nor counted for so long at first.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>
    /// Over how long the callers' first calls are spread (default: none, all at once). Streams of one length stay in step for ever if they
    /// begin together, and each first text then measures how fast a burst is worked off.
    /// </summary>
    public TimeSpan Spread { get; init; }

    /// <summary>The most calls of each caller, for waves of exactly so many; 0 (the default) for no bound.</summary>
    public int CallsEach { get; init; }

    /// <summary>How long after the end a call may still run before it counts as stalled.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);
}
