namespace YYC3.Llm.AppHost.Local.Dashboard.Logs;

/// <summary>
/// .NET's six levels. OTLP has 24 severity numbers in ranges of four: 1-4 trace, 5-8 debug, 9-12 info, 13-16 warn,
/// 17-20 error, 21-24 fatal (opentelemetry/proto/logs/v1/logs.proto, SeverityNumber).
/// </summary>
internal enum LogSeverity
{
    /// <summary>1-4.</summary>
    Trace,

    /// <summary>5-8.</summary>
    Debug,

    /// <summary>9-12, and records without a severity.</summary>
    Information,

    /// <summary>13-16.</summary>
    Warning,

    /// <summary>17-20.</summary>
    Error,

    /// <summary>21-24.</summary>
    Critical,
}
