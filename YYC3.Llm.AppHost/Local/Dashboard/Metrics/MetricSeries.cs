using YYC3.Llm.AppHost.Local.Dashboard.Otlp;

namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>The rolling points of one instrument and one set of attributes. Not safe for several threads: the store locks.</summary>
internal sealed class MetricSeries(Instrument instrument, IReadOnlyList<TelemetryAttribute> attributes)
{
    /// <summary>How long a slot is, in nanoseconds: points that arrive faster replace one another.</summary>
    public const long Slot = 5_000_000_000;

    /// <summary>How many slots are kept: twenty minutes.</summary>
    public const int MostPoints = 240;

    private readonly Queue<MetricPoint> points = new();
    private MetricPoint? last;

    /// <summary>What was measured.</summary>
    public Instrument Instrument => instrument;

    /// <summary>Which series of it.</summary>
    public IReadOnlyList<TelemetryAttribute> Attributes => attributes;

    /// <summary>An estimate of the most memory it can take, in bytes.</summary>
    public int Size { get; private set; } = 2_000 + (MostPoints * 56);

    /// <summary>The points, oldest first.</summary>
    public MetricPoint[] Points => last is null ? [] : [.. points, last];

    /// <summary>Takes a point in; one older than the last is dropped.</summary>
    public void Add(MetricPoint point, bool isDelta)
    {
        if (isDelta && last is not null)
        {
            point = point with
            {
                Start = last.Start,
                Value = last.Value + point.Value,
                Buckets = point.Buckets is null || last.Buckets is null ? point.Buckets : last.Buckets.Plus(point.Buckets),
            };
        }

        if (last is not null && point.Time < last.Time)
        {
            return;
        }

        if (point.Buckets is { } buckets)
        {
            Size = 2_000 + (MostPoints * (120 + (8 * buckets.Counts.Length)));
            if (last?.Buckets is { } before && buckets.HasBoundsOf(before))
            {
                point = point with { Buckets = buckets with { Bounds = before.Bounds } }; // One array for all points.
            }
        }

        if (last is not null && last.Time / Slot != point.Time / Slot)
        {
            points.Enqueue(last);
            if (points.Count == MostPoints)
            {
                points.Dequeue();
            }
        }

        last = point;
    }
}
