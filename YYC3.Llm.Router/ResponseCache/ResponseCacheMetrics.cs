using System.Diagnostics.Metrics;
using YYC3.Llm.Router.Telemetry;

namespace YYC3.Llm.Router.ResponseCache;

/// <summary>Counts what the response cache did for calls that asked it.</summary>
internal sealed class ResponseCacheMetrics
{
    private readonly Counter<long> asked;
    private readonly Counter<long> keptAnswers;
    private long hits;
    private long misses;
    private long kept;

    public ResponseCacheMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(RouterTelemetry.SourceName);
        asked = meter.CreateCounter<long>("yyc3.router.response_cache.lookups", "{lookup}", "Calls that asked the response cache, by what they found.");
        keptAnswers = meter.CreateCounter<long>("yyc3.router.response_cache.kept", "{answer}", "Answers that were kept.");
    }

    /// <summary>Hits, misses and kept answers since this instance started.</summary>
    public (long Hits, long Misses, long Kept) Counts => (Volatile.Read(ref hits), Volatile.Read(ref misses), Volatile.Read(ref kept));

    public void Hit()
    {
        Interlocked.Increment(ref hits);
        asked.Add(1, new KeyValuePair<string, object?>("result", "hit"));
    }

    public void Missed()
    {
        Interlocked.Increment(ref misses);
        asked.Add(1, new KeyValuePair<string, object?>("result", "miss"));
    }

    public void Kept()
    {
        Interlocked.Increment(ref kept);
        keptAnswers.Add(1);
    }
}
