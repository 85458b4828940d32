using YYC3.Llm.AppHost.Local.Dashboard.Logs;
using YYC3.Llm.AppHost.Local.Dashboard.Metrics;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class StoreTests
{
    [Fact]
    public void TraceStore_MoreThanItHolds_DropsTheOldestAndJoinsLateSpans()
    {
        var store = new TraceStore(mostTraces: 3);
        for (var i = 0; i < 5; i++)
        {
            store.Add([Samples.Span(trace: i, span: 1)]);
        }

        store.Add([Samples.Span(trace: 3, span: 2, parent: 1), Samples.Span(trace: 3, span: 2, parent: 1)]);
        Assert.Equal(3, store.Count);
        Assert.Null(store.Find(Samples.TraceId(1)));
        Assert.Equal(2, store.Find(Samples.TraceId(3))!.Value.Spans.Count); // The repeated one counts once.
    }

    [Fact]
    public void TraceStore_MoreBytesThanItHolds_DropsTheOldest()
    {
        var store = new TraceStore(mostBytes: 100_000);
        for (var i = 0; i < 50; i++)
        {
            store.Add([Samples.Span(trace: i, span: 1) with { Size = 10_000 }]);
        }

        Assert.InRange(store.Count, 5, 10);
        Assert.NotNull(store.Find(Samples.TraceId(49)));
    }

    [Fact]
    public void TraceStore_EndlessTrace_IsCutAndSaysSo()
    {
        var store = new TraceStore();
        store.Add([.. Enumerable.Range(1, Trace.MostSpans + 7).Select(span => Samples.Span(trace: 1, span))]);
        var found = store.Find(Samples.TraceId(1))!.Value;
        Assert.Equal((Trace.MostSpans, 7), (found.Spans.Count, found.Summary.DroppedSpans));
    }

    [Fact]
    public void TraceStore_SpanWithoutAnId_IsNotKept()
    {
        var store = new TraceStore();
        store.Add([Samples.Span(trace: 1, span: 1) with { TraceId = "" }, Samples.Span(trace: 1, span: 1) with { SpanId = "ab" }]);
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void TraceStore_Filters_TakeWhatTheySay()
    {
        var store = new TraceStore();
        store.Add([Samples.Span(1, 1), Samples.Span(2, 1) with { Status = "Error" }, Samples.Span(3, 1, resource: "router", attributes: [new("gen_ai.system", "zhipu"), new("gen_ai.request.model", "GLM-5.2")])]);
        Assert.Equal([Samples.TraceId(2)], Ids(new TraceFilter(OnlyErrors: true)));
        Assert.Equal([Samples.TraceId(3)], Ids(new TraceFilter(OnlyModelCalls: true)));
        Assert.Equal([Samples.TraceId(3)], Ids(new TraceFilter(Resource: "router")));
        Assert.Equal([Samples.TraceId(3)], Ids(new TraceFilter(Text: "glm")));
        Assert.Equal(3, store.Find(new TraceFilter(Text: "POST"), limit: 1).Total);

        IEnumerable<string> Ids(TraceFilter filter) => store.Find(filter, limit: 10).Traces.Select(trace => trace.TraceId);
    }

    [Fact]
    public void LogStore_MoreThanItHolds_KeepsTheNewest()
    {
        var store = new LogStore(mostEntries: 100);
        store.Add([.. Enumerable.Range(0, 250).Select(i => Samples.Log($"message {i}"))]);
        var page = store.Find(new LogFilter(), limit: 10);
        Assert.Equal((100, 100, "message 249"), (store.Count, page.Total, page.Entries[^1].Message));
        Assert.Equal(10, page.Entries.Count);

        var small = new LogStore(mostBytes: 5_000);
        small.Add([.. Enumerable.Range(0, 250).Select(i => Samples.Log($"message {i}") with { Size = 1_000 })]);
        Assert.Equal(5, small.Count);
    }

    [Fact]
    public void LogStore_Filters_TakeWhatTheySay()
    {
        var store = new LogStore();
        store.Add([
            Samples.Log("退款已处理"),
            Samples.Log("other") with { Severity = LogSeverity.Error, TraceId = "t1" },
            Samples.Log("third", resource: "router") with { Attributes = [new("Deployment", "Zhipu/glm")] }]);
        Assert.Equal("退款已处理", One(new LogFilter(Text: "退款")));
        Assert.Equal("third", One(new LogFilter(Text: "zhipu")));
        Assert.Equal("other", One(new LogFilter(Level: LogSeverity.Warning)));
        Assert.Equal("other", One(new LogFilter(TraceId: "t1")));
        Assert.Equal("third", One(new LogFilter(Resource: "router")));

        string One(LogFilter filter) => Assert.Single(store.Find(filter, limit: 10).Entries).Message;
    }

    [Fact]
    public void MetricStore_EndlessAttributes_StaysWithinItsSeries()
    {
        var store = new MetricStore(mostSeries: 50);
        for (var i = 0; i < 500; i++)
        {
            store.Add([Samples.Measure("busy", i), Samples.Measure($"user {i}", i)]);
        }

        Assert.Equal(50, store.Count);
        Assert.Contains(store.Chart("router", "meter", "calls")!.Series, one => one.Attributes[0].Value == "busy"); // It was never silent.
    }

    [Fact]
    public void MetricStore_WideHistograms_StayWithinTheirBytes()
    {
        var store = new MetricStore(mostBytes: 2 << 20);
        for (var i = 0; i < 500; i++)
        {
            var measure = Samples.Measure($"user {i}", i);
            store.Add([measure with { Point = measure.Point with { Buckets = new Distribution([.. Enumerable.Range(1, 100).Select(bound => (double)bound)], new long[101]) } }]);
        }

        Assert.InRange(store.Count, 2, 12);
    }

    [Fact]
    public void MetricSeries_PointsOfManyHours_KeepsTwentyMinutes()
    {
        var store = new MetricStore();
        for (var second = 0; second < 7_200; second++)
        {
            store.Add([Samples.Measure("x", second) with { Instrument = Samples.Calls with { Kind = InstrumentKind.Gauge } }]);
        }

        var points = store.Chart("router", "meter", "calls")!.Series[0].Points;
        Assert.Equal(MetricSeries.MostPoints, points.Count);
        Assert.Equal(7_199_000, points[^1].Time);
        Assert.Equal(1_195, (points[^1].Time - points[0].Time) / 1_000, tolerance: 5);
    }
}
