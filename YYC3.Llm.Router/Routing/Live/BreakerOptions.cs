namespace YYC3.Llm.Router.Routing.Live;

/// <summary>When a deployment counts as broken, from the section <c>Router:Breaker</c>.</summary>
internal sealed class BreakerOptions
{
    /// <summary>Where these come from in configuration.</summary>
    public const string Section = "Router:Breaker";

    /// <summary>Share of failures from which it opens, above 0 to 1. Default 0.5.</summary>
    public double FailureShare { get; set; } = 0.5;

    /// <summary>Calls within the window below which it never opens, 2 or more: one blip says nothing. Default 10.</summary>
    public int MinimumCalls { get; set; } = 10;

    /// <summary>How far back it looks, 1 to 3600 s. Default 30.</summary>
    public double WindowSeconds { get; set; } = 30;

    /// <summary>How long it stays open at first, 0.1 s or more; doubled each time the probe fails. Default 5.</summary>
    public double OpenSeconds { get; set; } = 5;

    /// <summary>How long it stays open at most. Default 120 s.</summary>
    public double LongestOpenSeconds { get; set; } = 120;

    /// <summary>What is out of range; null when nothing is.</summary>
    public string? Fault =>
        FailureShare is not (> 0 and <= 1) ? $"{nameof(FailureShare)} must be above 0 and at most 1"
        : MinimumCalls < 2 ? $"{nameof(MinimumCalls)} must be 2 or more"
        : WindowSeconds is not (>= 1 and <= 3600) ? $"{nameof(WindowSeconds)} must be 1 to 3600"
        : OpenSeconds is not (>= 0.1 and <= 86400) ? $"{nameof(OpenSeconds)} must be 0.1 to 86400"
        : LongestOpenSeconds >= OpenSeconds && LongestOpenSeconds <= 86400 ? null
        : $"{nameof(LongestOpenSeconds)} must be at least {nameof(OpenSeconds)} and at most 86400";
}
