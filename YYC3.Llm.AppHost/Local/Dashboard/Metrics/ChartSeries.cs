using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>One line of a chart, or three for a histogram.</summary>
/// <param name="Attributes">Which series it is.</param>
/// <param name="Latest">Where it stands.</param>
/// <param name="Points">Its points, oldest first.</param>
internal sealed record ChartSeries(IReadOnlyList<TelemetryAttribute> Attributes, Summary Latest, IReadOnlyList<ChartPoint> Points);
