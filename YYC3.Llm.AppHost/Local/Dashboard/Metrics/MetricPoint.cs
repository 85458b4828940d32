namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>What a series stood at, at one time.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Start">When the count began, in nanoseconds since 1970; a change means that the service started anew.</param>
/// <param name="Value">A gauge's or counter's value; a histogram's sum.</param>
/// <param name="Buckets">A histogram's buckets, else null.</param>
internal sealed record MetricPoint(long Time, long Start, double Value, Distribution? Buckets);
