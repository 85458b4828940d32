namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where a service listens, and how it says that it is well.</summary>
internal sealed class HttpEndpoint
{
    /// <summary>The port that was asked for; null for any that is free.</summary>
    public int? FixedPort { get; set; }

    /// <summary>Whether it is meant for callers outside the topology.</summary>
    public bool IsExternal { get; set; }

    /// <summary>The path that answers 200 when the service is well; null when it is not asked.</summary>
    public string? HealthPath { get; set; }

    /// <summary>Where callers reach the service; known once ports are given out.</summary>
    public Uri? Address { get; set; }
}
