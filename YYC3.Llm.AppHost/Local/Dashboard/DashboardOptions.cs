namespace YYC3.Llm.AppHost.Local.Dashboard;

/// <summary>How the dashboard is served.</summary>
internal sealed class DashboardOptions
{
    /// <summary>The port on 127.0.0.1; 0 takes any that is free.</summary>
    public int Port { get; init; } = 18888;

    /// <summary>What a browser shows once to be let in. Not empty.</summary>
    public required string BrowserToken { get; init; }

    /// <summary>What a service sends in <c>x-otlp-api-key</c> with its telemetry. Not empty.</summary>
    public required string OtlpApiKey { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
