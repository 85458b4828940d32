using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>One data point as it arrived.</summary>
/// <param name="Instrument">What was measured.</param>
/// <param name="Attributes">Which series of it, sorted by key.</param>
/// <param name="Point">What was read.</param>
/// <param name="IsDelta">Whether the point says what came since the last one, and not what there was since the start.</param>
internal sealed record Measurement(Instrument Instrument, IReadOnlyList<TelemetryAttribute> Attributes, MetricPoint Point, bool IsDelta);
