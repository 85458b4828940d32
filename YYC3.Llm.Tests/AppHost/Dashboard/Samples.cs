using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Metrics;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

/// <summary>Telemetry to begin a test with.</summary>
internal static class Samples
{
    public static Instrument Calls { get; } = new("router", "meter", "calls", "", "{call}", InstrumentKind.Counter);

    public static string TraceId(int number) => number.ToString("x32");

    public static string SpanId(int number) => number == 0 ? "" : number.ToString("x16");

    public static Span Span(int trace, int span, int parent = 0, long start = 0, string resource = "chatapi", IReadOnlyList<TelemetryAttribute>? attributes = null) => new()
    {
        TraceId = TraceId(trace),
        SpanId = SpanId(span),
        ParentSpanId = SpanId(parent),
        Source = new(resource, "", "scope"),
        Name = "POST /v1/chat/completions",
        Kind = "Server",
        Start = start,
        End = start + 1_000_000,
        Status = "Unset",
        StatusMessage = "",
        Attributes = attributes ?? [],
        Events = [],
        Links = [],
        Size = 500,
    };

    public static LogEntry Log(string message, string resource = "chatapi") => new()
    {
        Source = new(resource, "", "category"),
        Severity = LogSeverity.Information,
        Message = message,
        EventName = "",
        TraceId = "",
        SpanId = "",
        Attributes = [],
        Size = 500,
    };

    public static Measurement Measure(string who, int second, double value = 1) =>
        new(Calls, [new("who", who)], new MetricPoint(second * 1_000_000_000L, 1, value, null), IsDelta: false);
}
