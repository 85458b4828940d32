namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>What an instrument measures, which decides how it is drawn.</summary>
internal enum InstrumentKind
{
    /// <summary>A value as it is: OTLP Gauge, and Sum that is not monotonic (an UpDownCounter).</summary>
    Gauge,

    /// <summary>A count that only grows, drawn as its rate: OTLP Sum that is monotonic.</summary>
    Counter,

    /// <summary>A distribution, drawn as percentiles: OTLP Histogram and ExponentialHistogram.</summary>
    Histogram,
}
