namespace YYC3.Llm.Router.Experiments;

/// <summary>Settings of experiments, from the section <c>Experiments</c>.</summary>
internal sealed class ExperimentOptions
{
    /// <summary>Where these come from in configuration.</summary>
    public const string Section = "Experiments";

    /// <summary>Seconds between two writes of what was observed, and between two looks at what other instances changed: 0.1 to 60. Default 1. A process that is killed loses what is younger.</summary>
    public double TickSeconds { get; set; } = 1;

    /// <summary>Seconds between two decisions about running experiments: 0.1 to 3600. Default 5.</summary>
    public double DecideSeconds { get; set; } = 5;

    /// <summary>Copies that are sent at a time to shadow arms, 1 to 256. Default 4.</summary>
    public int ShadowConcurrency { get; set; } = 4;

    /// <summary>Copies that wait for their turn, 1 to 10,000. Default 64; beyond it copies are dropped and counted.</summary>
    public int ShadowQueue { get; set; } = 64;

    /// <summary>Largest request that is copied, in bytes, 1 to 32 MiB. Default 1 MiB; larger ones are dropped and counted, so that waiting copies take at most so much each.</summary>
    public int ShadowBodyBytes { get; set; } = 1024 * 1024;

    /// <summary>What is wrong with the settings; null when nothing is.</summary>
    public string? Fault() => this switch
    {
        { TickSeconds: not (>= 0.1 and <= 60) } => $"The setting {Section}:{nameof(TickSeconds)} must be between 0.1 and 60.",
        { DecideSeconds: not (>= 0.1 and <= 3600) } => $"The setting {Section}:{nameof(DecideSeconds)} must be between 0.1 and 3600.",
        { ShadowConcurrency: not (>= 1 and <= 256) } => $"The setting {Section}:{nameof(ShadowConcurrency)} must be between 1 and 256.",
        { ShadowQueue: not (>= 1 and <= 10_000) } => $"The setting {Section}:{nameof(ShadowQueue)} must be between 1 and 10000.",
        { ShadowBodyBytes: not (>= 1 and <= 32 * 1024 * 1024) } => $"The setting {Section}:{nameof(ShadowBodyBytes)} must be between 1 and 33554432 bytes.",
        _ => null,
    };
}
