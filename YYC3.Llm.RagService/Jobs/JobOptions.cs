using System.ComponentModel.DataAnnotations;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>Settings of the work off the request path (section <c>Jobs</c>).</summary>
internal sealed class JobOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Jobs";

    /// <summary>Jobs at a time: 1–16, 2 when not set. Each may hold a document's page and a batch of chunks in memory.</summary>
    [Range(1, 16)]
    public int Workers { get; set; } = 2;

    /// <summary>How often a job is begun before it counts as failed: 1–20, 5 when not set.</summary>
    [Range(1, 20)]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>How long a worker owns a job without a sign of life: 1 s to 1 h, 15 s when not set. A killed worker's job waits this long at most.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often to look for jobs that another instance took in: 10 ms to 1 min, 1 s when not set.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(1);
}
