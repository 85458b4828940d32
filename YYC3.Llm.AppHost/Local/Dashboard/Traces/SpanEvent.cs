using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Traces;

/// <summary>Something that happened during a span, such as an exception.</summary>
/// <param name="Time">Nanoseconds since 1970.</param>
/// <param name="Name">What happened.</param>
/// <param name="Attributes">What is known about it.</param>
internal sealed record SpanEvent(long Time, string Name, IReadOnlyList<TelemetryAttribute> Attributes);
