using System.Diagnostics.Metrics;

namespace YYC3.Llm.ServiceDefaults.Http;

/// <summary>Makes meters that nobody listens to, for clients on a hot path: .NET's own measurements of a request cost as much as
/// the rest of it, and the server's and the model call's metrics say the same.</summary>
public sealed class UnobservedMeters : IMeterFactory
{
    private readonly Meter meter = new("YYC3.Unobserved");

    private UnobservedMeters()
    {
    }

    /// <summary>The only one there need be.</summary>
    public static UnobservedMeters Instance { get; } = new();

    /// <inheritdoc/>
    public Meter Create(MeterOptions options) => meter;

    /// <inheritdoc/>
    public void Dispose() => meter.Dispose();
}
