using YYC3.Llm.AppHost.Local.Dashboard.Metrics;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class ChartTests
{
    private const long Second = 1_000_000_000;
    private static readonly double[] Bounds = [1, 2, 4];

    [Fact]
    public void Chart_Counter_IsItsRateAlsoOverARestart()
    {
        var chart = Chart(InstrumentKind.Counter, isDelta: false, Point(0, 100), Point(10, 150), Point(20, 150), Point(30, 20) with { Start = 25 * Second });
        Assert.Equal([5.0, 0, 2], chart.Series[0].Points.Select(point => point.Values[0]));
        Assert.Equal(20, chart.Series[0].Latest.Value);
    }

    [Fact]
    public void Chart_DeltaCounter_IsTheSameRate()
    {
        var chart = Chart(InstrumentKind.Counter, isDelta: true, Point(0, 100), Point(10, 50), Point(20, 0), Point(30, 20));
        Assert.Equal([5.0, 0, 2], chart.Series[0].Points.Select(point => point.Values[0]));
        Assert.Equal(170, chart.Series[0].Latest.Value);
    }

    [Fact]
    public void Chart_Histogram_IsThePercentilesOfWhatCameSinceTheLastPoint()
    {
        var chart = Chart(InstrumentKind.Histogram, isDelta: false, Point(0, 0, 100, 0, 0, 0), Point(10, 0, 100, 10, 0, 0), Point(20, 0, 100, 10, 0, 0));
        var points = chart.Series[0].Points;
        Assert.InRange(points[0].Values[2]!.Value, 0.9, 1);
        Assert.Equal(1.5, points[1].Values[0]!.Value, 6); // Ten values in (1, 2]: the old hundred do not count.
        Assert.Null(points[2].Values[0]);
    }

    [Fact]
    public void Chart_HistogramOfSeveralSeries_BeginsWithAllOfThem()
    {
        var store = new MetricStore();
        foreach (var (who, counts) in new[] { ("a", new long[] { 90, 0, 0, 0 }), ("b", [0, 0, 10, 0]) })
        {
            var measure = Samples.Measure(who, 0);
            store.Add([measure with { Instrument = measure.Instrument with { Kind = InstrumentKind.Histogram }, Point = measure.Point with { Buckets = new Distribution(Bounds, counts) } }]);
        }

        var all = store.Chart("router", "meter", "calls")!.Series[0];
        Assert.Empty(all.Attributes);
        Assert.Equal(100, all.Latest.Count);
        Assert.InRange(all.Points[0].Values[0]!.Value, 0, 1);
        Assert.InRange(all.Points[0].Values[2]!.Value, 2, 4);
    }

    [Theory]
    [InlineData(0.0, 0.0)]
    [InlineData(0.5, 1.0)]
    [InlineData(0.75, 1.5)]
    [InlineData(1.0, 2.0)]
    public void Quantile_WithinABucket_IsLinear(double share, double expected) =>
        Assert.Equal(expected, new Distribution(Bounds, [2, 2, 0, 0]).Quantile(share)!.Value, 6);

    [Fact]
    public void Quantile_AboveAllBounds_IsTheLastBound() => Assert.Equal(4, new Distribution(Bounds, [0, 0, 0, 5]).Quantile(0.99));

    private static MetricPoint Point(int second, double value, params long[] counts) =>
        new(second * Second, 1, value, counts.Length == 0 ? null : new Distribution([.. Bounds], counts));

    private static InstrumentChart Chart(InstrumentKind kind, bool isDelta, params MetricPoint[] points)
    {
        var store = new MetricStore();
        store.Add([.. points.Select(point => new Measurement(Samples.Calls with { Kind = kind }, [], point, isDelta))]);
        return store.Chart("router", "meter", "calls")!;
    }
}
