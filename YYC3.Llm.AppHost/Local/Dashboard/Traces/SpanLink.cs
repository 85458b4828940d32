using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>A span that another one belongs to besides its parent.</summary>
/// <param name="TraceId">32 hex digits.</param>
/// <param name="SpanId">16 hex digits.</param>
/// <param name="Attributes">What is known about the relation.</param>
internal sealed record SpanLink(string TraceId, string SpanId, IReadOnlyList<TelemetryAttribute> Attributes);
