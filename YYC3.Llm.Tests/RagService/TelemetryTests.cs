using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using YYC3.Llm.RagService;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService;

public sealed class TelemetryTests
{
    [Fact]
    public async Task Indexing_and_searching_are_measured_and_traced()
    {
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RagTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        using var chunks = new MetricCollector<long>(RagTelemetry.ChunksIndexed);
        using var searches = new MetricCollector<double>(RagTelemetry.SearchDuration);
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync(await rag.Client.UploadTextAsync("a.txt", "telemetry tells"));
        await rag.Client.IndexedAsync(store);
        await rag.Client.SearchAsync(store, "telemetry tells nothing");

        Assert.True(chunks.GetMeasurementSnapshot().EvaluateAsCounter() >= 1);
        Assert.NotEmpty(searches.GetMeasurementSnapshot());
        var search = Assert.Single(spans, span => span.OperationName == "search" && (string?)span.GetTagItem("rag.vector_store.ids") == store);
        Assert.Equal(3, search.GetTagItem("rag.search.terms"));
        Assert.Equal(1, search.GetTagItem("rag.search.candidates"));
        Assert.Contains(spans, span => span.OperationName == "job ingest" && (string?)span.GetTagItem("rag.vector_store.id") == store);
    }
}
