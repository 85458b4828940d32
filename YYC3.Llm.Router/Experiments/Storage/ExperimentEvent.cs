namespace YYC3.Llm.Router.Experiments.Storage;

/// <summary>Something that happened to an experiment.</summary>
/// <param name="Event">Such as <c>created</c>, <c>started</c>, <c>guard_rail</c>.</param>
/// <param name="Detail">Why, or what changed; null when there is nothing to say.</param>
/// <param name="At">UTC microseconds.</param>
internal sealed record ExperimentEvent(string Event, string? Detail, long At)
{
    public const string Created = "created";
    public const string Modified = "modified";
    public const string Started = "started";
    public const string PausedByHand = "paused";
    public const string StoppedByHand = "stopped";
    public const string GuardRailHit = "guard_rail";
    public const string WinnerFound = "winner";
}
