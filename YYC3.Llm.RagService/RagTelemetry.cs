using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace YYC3.Llm.RagService;

/// <summary>The spans and metrics of this service.</summary>
internal static class RagTelemetry
{
    /// <summary>The name of the source and of the meter.</summary>
    public const string Name = "YYC3.Llm.RagService";

    /// <summary>Spans: <c>search</c>, <c>job ingest</c> and the other jobs.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The meter.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>Chunks that were indexed.</summary>
    public static Counter<long> ChunksIndexed { get; } = Meter.CreateCounter<long>("rag.chunks.indexed", "{chunk}", "Chunks written to an index.");

    /// <summary>How long searches took, in seconds.</summary>
    public static Histogram<double> SearchDuration { get; } = Meter.CreateHistogram("rag.search.duration", "s", "From a search request's validation to its results.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5] });

    /// <summary>How long files took to index, in seconds; tag <c>outcome</c>.</summary>
    public static Histogram<double> IngestDuration { get; } = Meter.CreateHistogram<double>("rag.ingest.duration", "s", "From a worker's first to its last step on a file.");
}
