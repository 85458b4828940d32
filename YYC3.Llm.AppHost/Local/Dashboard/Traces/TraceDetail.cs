using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>A trace with its spans, in the order in which they are drawn.</summary>
/// <param name="Summary">Its line in the list.</param>
/// <param name="Spans">Its spans, see <see cref="Waterfall"/>.</param>
internal sealed record TraceDetail(TraceSummary Summary, IReadOnlyList<TraceDetail.Row> Spans)
{
    /// <summary>The detail of a trace.</summary>
    public static TraceDetail Of(TraceSummary summary, IReadOnlyList<Span> spans) =>
        new(summary, [.. Waterfall.Order(spans).Select(one => Row.Of(one.Span, one.Depth, summary.Start))]);

    /// <summary>
    /// One span: <see cref="Span"/> with its depth below the root (from 0), and with its offset since the trace began and its
    /// duration in milliseconds.
    /// </summary>
    internal sealed record Row(
        string SpanId, string ParentSpanId, int Depth, TelemetrySource Source, string Name, string Kind, double OffsetMs, double DurationMs,
        string Status, string StatusMessage, bool IsModelCall, IReadOnlyList<TelemetryAttribute> Attributes, IReadOnlyList<Happening> Events, IReadOnlyList<SpanLink> Links)
    {
        internal static Row Of(Span span, int depth, long start) => new(
            span.SpanId, span.ParentSpanId, depth, span.Source, span.Name, span.Kind, (span.Start - start) / 1e6, (span.End - span.Start) / 1e6,
            span.Status, span.StatusMessage, span.IsModelCall, span.Attributes,
            [.. span.Events.Select(one => new Happening((one.Time - start) / 1e6, one.Name, one.Attributes))], span.Links);
    }

    /// <summary>An event of a span, with its offset since the trace began in milliseconds.</summary>
    internal sealed record Happening(double OffsetMs, string Name, IReadOnlyList<TelemetryAttribute> Attributes);
}
