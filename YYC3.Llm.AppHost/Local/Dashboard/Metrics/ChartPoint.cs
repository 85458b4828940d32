namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>A point of a chart.</summary>
/// <param name="Time">Milliseconds since 1970.</param>
/// <param name="Values">A gauge's value, a counter's rate a second, or a histogram's p50, p90 and p99; null is a gap.</param>
internal readonly record struct ChartPoint(long Time, double?[] Values);
