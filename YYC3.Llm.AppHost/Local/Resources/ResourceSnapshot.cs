namespace YYC3.Llm.AppHost.Local.Resources;

/// <summary>What is known of a resource at one moment, in the Aspire dashboard's words.</summary>
internal sealed record ResourceSnapshot
{
    /// <summary>The resource's name, such as <c>router</c>; a replica's ends in <c>-1</c>, <c>-2</c> and so on.</summary>
    public required string Name { get; init; }

    /// <summary><c>Project</c>, <c>Parameter</c>, <c>ConnectionString</c> or <c>Embedded</c>.</summary>
    public required string Type { get; init; }

    /// <summary><c>Waiting</c>, <c>Starting</c>, <c>Running</c>, <c>Stopping</c>, <c>Exited</c> or <c>FailedToStart</c>.</summary>
    public required string State { get; init; }

    /// <summary><c>Healthy</c> or <c>Unhealthy</c>; null where nothing is asked.</summary>
    public string? Health { get; init; }

    /// <summary>Why the state or the health is what it is; null when there is nothing to say.</summary>
    public string? StateReason { get; init; }

    /// <summary>The addresses at which it is reached.</summary>
    public IReadOnlyList<string> Endpoints { get; init; } = [];

    /// <summary>How often it was started again after it died.</summary>
    public int Restarts { get; init; }

    /// <summary>The running process, or null.</summary>
    public int? ProcessId { get; init; }

    /// <summary>What the last process ended with, or null when none has ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the running process was started, or null.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>What the resource was given by its environment; secrets are already masked.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = System.Collections.Frozen.FrozenDictionary<string, string>.Empty;
}
