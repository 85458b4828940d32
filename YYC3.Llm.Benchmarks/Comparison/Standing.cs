namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>What one contestant showed in all rounds.</summary>
internal sealed class Standing
{
    /// <summary>Plain calls in a closed loop.</summary>
    public List<Figures> Plain { get; } = [];

    /// <summary>Plain calls at a fixed rate.</summary>
    public List<Figures> Paced { get; } = [];

    /// <summary>Concurrent streams.</summary>
    public List<Figures> Streams { get; } = [];

    /// <summary>The memory check, where the contestant has processes of its own.</summary>
    public StreamWaves.Outcome? Waves { get; set; }

    /// <summary>Bytes allocated for a plain call, all that the services do beside it included; null where they do not tell.</summary>
    public double? AllocatedPerCall { get; set; }

    /// <summary>Calls of all kinds that failed.</summary>
    public long Failed => Plain.Concat(Paced).Concat(Streams).Sum(figures => figures.Failed) + (Waves?.Failed ?? 0);
}
