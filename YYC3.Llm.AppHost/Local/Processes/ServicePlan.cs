using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.AppHost.Local.Processes;

/// <summary>Everything that starting a replica takes.</summary>
internal sealed record ServicePlan
{
    /// <summary>The replica's name; the service's own when it has one replica.</summary>
    public required string Name { get; init; }

    /// <summary>The built assembly.</summary>
    public required string AssemblyPath { get; init; }

    /// <summary>The project's folder, where its settings files are.</summary>
    public required string WorkingDirectory { get; init; }

    /// <summary>The whole environment.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Where it says whether it is well; null when it is not asked.</summary>
    public required Uri? HealthAddress { get; init; }

    /// <summary>How it first appears on the board.</summary>
    public required ResourceSnapshot Snapshot { get; init; }
}
