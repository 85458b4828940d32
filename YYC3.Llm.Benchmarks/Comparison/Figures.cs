using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>What one contestant showed in one measurement of one round. Times in milliseconds.</summary>
/// <param name="PerSecond">Calls per second.</param>
/// <param name="P50">Median latency; of streams the time to the first text.</param>
/// <param name="P99">The same at the 99th percentile.</param>
/// <param name="ProcessorPer1000">Processor seconds of the contestant's own processes per 1,000 calls.</param>
/// <param name="Completed">Calls that went well.</param>
/// <param name="Failed">Calls that did not.</param>
internal sealed record Figures(double PerSecond, double P50, double P99, double ProcessorPer1000, long Completed, long Failed)
{
    /// <summary>The figures of a run.</summary>
    public static Figures Of(LoadResult result, bool streams, TimeSpan processor)
    {
        var times = streams ? result.FirstContent : result.Latency;
        return new Figures(
            result.PerSecond, times.Percentile(0.5).TotalMilliseconds, times.Percentile(0.99).TotalMilliseconds,
            processor.TotalSeconds * 1000 / Math.Max(result.Completed, 1), result.Completed, result.Failed);
    }
}
