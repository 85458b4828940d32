using FsCheck.Xunit;
using YYC3.Llm.AppHost.Local.Dashboard.Traces;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

public sealed class WaterfallTests
{
    [Fact]
    public void Order_Siblings_StandBelowTheirParentByStart()
    {
        var ordered = Waterfall.Order([
            Samples.Span(1, 4, parent: 2, start: 40), Samples.Span(1, 3, parent: 1, start: 30),
            Samples.Span(1, 2, parent: 1, start: 20), Samples.Span(1, 1, start: 10)]);
        Assert.Equal([(1, 0), (2, 1), (4, 2), (3, 1)], ordered.Select(one => (Convert.ToInt32(one.Span.SpanId, 16), one.Depth)));
    }

    [Fact]
    public void Order_ParentThatNeverCame_PutsTheSpanAtTheTop()
    {
        var ordered = Waterfall.Order([Samples.Span(1, 2, parent: 99)]);
        Assert.Equal(0, Assert.Single(ordered).Depth);
    }

    [Property]
    public bool Order_AnyParents_ShowsEverySpanOnce(byte[] parents)
    {
        // Rings, spans that are their own parents and parents that do not exist are all among these.
        var spans = parents.Select((parent, index) => Samples.Span(1, index + 1, parent: parent % (parents.Length + 2), start: parent)).ToList();
        var ordered = Waterfall.Order(spans);
        return ordered.Count == spans.Count && ordered.Select(one => one.Span.SpanId).Distinct().Count() == spans.Count;
    }

    [Fact]
    public void Order_AChainAsLongAsATraceCanBe_DoesNotNeedTheStack()
    {
        var spans = Enumerable.Range(1, Trace.MostSpans).Select(number => Samples.Span(1, number, parent: number - 1, start: number)).ToList();
        Assert.Equal(Trace.MostSpans - 1, Waterfall.Order(spans)[^1].Depth);
    }
}
