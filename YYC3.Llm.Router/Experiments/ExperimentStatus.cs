namespace YYC3.Llm.Router.Experiments;

/// <summary>Where an experiment is in its life: draft → running ⇄ paused → stopped.</summary>
internal static class ExperimentStatus
{
    /// <summary>Not begun; everything can still be changed.</summary>
    public const string Draft = "draft";

    /// <summary>Assigns calls to arms; at most one of a model.</summary>
    public const string Running = "running";

    /// <summary>Assigns nobody for now; goes on where it was.</summary>
    public const string Paused = "paused";

    /// <summary>Over, its results kept.</summary>
    public const string Stopped = "stopped";

    public static readonly IReadOnlyList<string> All = [Draft, Running, Paused, Stopped];
}
