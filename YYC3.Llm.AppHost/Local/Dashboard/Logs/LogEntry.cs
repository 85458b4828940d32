using System.Text.Json.Serialization;
using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Logs;

/// <summary>One structured log record as it arrived.</summary>
internal sealed record LogEntry
{
    /// <summary>Which service sent it; its scope is the log category.</summary>
    public required TelemetrySource Source { get; init; }

    /// <summary>Nanoseconds since 1970.</summary>
    [JsonIgnore]
    public long Time { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    public double TimeMs => Time / 1e6;

    /// <summary>How grave it is.</summary>
    public required LogSeverity Severity { get; init; }

    /// <summary>The message.</summary>
    public required string Message { get; init; }

    /// <summary>The name of the event, or empty.</summary>
    public required string EventName { get; init; }

    /// <summary>The trace it was written in, or empty.</summary>
    public required string TraceId { get; init; }

    /// <summary>The span it was written in, or empty.</summary>
    public required string SpanId { get; init; }

    /// <summary>Its attributes, in the order sent.</summary>
    public required IReadOnlyList<TelemetryAttribute> Attributes { get; init; }

    /// <summary>An estimate of the memory it takes, in bytes.</summary>
    [JsonIgnore]
    public int Size { get; init; }

    /// <summary>Its place in the store; set when it is stored, rising, never reused.</summary>
    public long Sequence { get; init; }
}
