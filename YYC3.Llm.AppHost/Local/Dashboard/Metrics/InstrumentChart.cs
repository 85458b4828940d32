namespace YYC3.Llm.AppHost.Local.Dashboard.Metrics;

/// <summary>What is drawn of an instrument: gauges as they are, counters as their rate, histograms as percentiles.</summary>
/// <param name="Instrument">The instrument.</param>
/// <param name="Series">One a set of attributes; of a histogram with several sets, all of them together first, without attributes.</param>
internal sealed record InstrumentChart(Instrument Instrument, IReadOnlyList<ChartSeries> Series)
{
    /// <summary>The chart of these series of one instrument; at least one.</summary>
    public static InstrumentChart Of(IReadOnlyList<MetricSeries> series)
    {
        var instrument = series[^1].Instrument;
        if (instrument.Kind != InstrumentKind.Histogram)
        {
            return new(instrument, [.. series.Select(one => new ChartSeries(one.Attributes, Latest(one), Numbers(one, instrument.Kind)))]);
        }

        var changes = series.Select(one => (Series: one, Changes: Changes(one))).ToList();
        List<ChartSeries> drawn = [.. changes.Select(one => new ChartSeries(one.Series.Attributes, Latest(one.Series), Percentiles(one.Changes)))];
        if (drawn.Count > 1)
        {
            var together = changes.SelectMany(one => one.Changes)
                .GroupBy(change => change.Time / MetricSeries.Slot)
                .OrderBy(slot => slot.Key)
                .Select(slot => slot.Aggregate((a, b) => a with { Added = a.Added.Plus(b.Added) }))
                .ToList();
            drawn.Insert(0, new ChartSeries([], new Summary(drawn.Sum(one => one.Latest.Count), drawn.Sum(one => one.Latest.Value)), Percentiles(together)));
        }

        return new(instrument, drawn);
    }

    private static Summary Latest(MetricSeries series) =>
        series.Points is [.., var last] ? new(last.Buckets?.Total ?? 0, last.Value) : new(0, 0);

    private static List<ChartPoint> Numbers(MetricSeries series, InstrumentKind kind)
    {
        List<ChartPoint> drawn = [];
        MetricPoint? before = null;
        foreach (var point in series.Points)
        {
            if (kind == InstrumentKind.Gauge)
            {
                drawn.Add(new(point.Time / 1_000_000, [point.Value]));
            }
            else if (before is not null && point.Time > before.Time)
            {
                var isRestart = point.Start != before.Start || point.Value < before.Value;
                var added = isRestart ? point.Value : point.Value - before.Value;
                drawn.Add(new(point.Time / 1_000_000, [added / ((point.Time - before.Time) / 1e9)]));
            }

            before = point;
        }

        return drawn;
    }

    private static List<Change> Changes(MetricSeries series)
    {
        List<Change> changes = [];
        MetricPoint? before = null;
        foreach (var point in series.Points)
        {
            if (point.Buckets is not { } now)
            {
                continue;
            }

            // The first point says what came since the service started, which is the best that is known then.
            var isRestart = before?.Buckets is null || point.Start != before.Start;
            changes.Add(new(point.Time, isRestart ? now : now.Since(before!.Buckets!)));
            before = point;
        }

        return changes;
    }

    private static List<ChartPoint> Percentiles(List<Change> changes) =>
        changes.ConvertAll(change => new ChartPoint(
            change.Time / 1_000_000, [change.Added.Quantile(0.5), change.Added.Quantile(0.9), change.Added.Quantile(0.99)]));

    private readonly record struct Change(long Time, Distribution Added);
}
