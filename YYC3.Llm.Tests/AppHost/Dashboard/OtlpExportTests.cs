using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

/// <summary>What the OpenTelemetry SDK really sends, received over a socket and read back as the page reads it.</summary>
public sealed class OtlpExportTests
{
    private static readonly ResourceBuilder Router = ResourceBuilder.CreateEmpty().AddService("router", serviceInstanceId: "r-1");

    [Fact]
    public async Task Can_ReceiveTracesOfTheSdk()
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using var source = new ActivitySource($"spans-{Guid.NewGuid():N}");
        string traceId;
        string spanId;
        using (var provider = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(Router).AddSource(source.Name).AddOtlpExporter(options => Point(options, dashboard, "traces")).Build())
        {
            using (var root = source.StartActivity("POST /v1/chat/completions", ActivityKind.Server)!)
            {
                using var call = source.StartActivity("chat glm-5.2", ActivityKind.Client)!;
                (traceId, spanId) = (call.TraceId.ToHexString(), call.SpanId.ToHexString());
                call.SetTag("gen_ai.provider.name", "zhipu").SetTag("gen_ai.response.model", "glm-5.2").SetTag("gen_ai.usage.input_tokens", 12)
                    .SetTag("gen_ai.response.finish_reasons", new[] { "stop" }).SetTag("yes", true).SetTag("half", 0.5)
                    .SetTag("gen_ai.input.messages", """[{"role":"user","parts":[{"type":"text","content":"你好 <b>"}]}]""");
                call.AddEvent(new ActivityEvent("first token", tags: new() { ["n"] = 1 }));
                call.AddLink(new ActivityLink(new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.None)));
                call.SetStatus(ActivityStatusCode.Error, "cut off");
            }

            Assert.True(provider.ForceFlush());
        }

        var listed = Assert.Single((await dashboard.GetAsync("/api/traces?models=true&errors=true&resource=router&text=GLM")).GetProperty("traces").EnumerateArray());
        Assert.Equal((traceId, "POST /v1/chat/completions"), (listed.GetProperty("traceId").GetString(), listed.GetProperty("name").GetString()));
        var spans = (await dashboard.GetAsync($"/api/traces/{traceId}")).GetProperty("spans");
        Assert.Equal([0, 1], spans.EnumerateArray().Select(span => span.GetProperty("depth").GetInt32()));
        var own = spans[1];
        Assert.Equal(("Client", "Error", "cut off", source.Name), (Text(own, "kind"), Text(own, "status"), Text(own, "statusMessage"), Text(own.GetProperty("source"), "scope")));
        var attributes = Attributes(own);
        Assert.Equal(("12", """["stop"]""", "true", "0.5"), (attributes["gen_ai.usage.input_tokens"], attributes["gen_ai.response.finish_reasons"], attributes["yes"], attributes["half"]));
        Assert.Equal(("first token", 1, 1), (Text(own.GetProperty("events")[0], "name"), own.GetProperty("events").GetArrayLength(), own.GetProperty("links").GetArrayLength()));

        var modelCall = await dashboard.GetAsync($"/api/traces/{traceId}/spans/{spanId}/model-call");
        Assert.Equal(("zhipu", 12, "cut off"), (Text(modelCall, "provider"), modelCall.GetProperty("inputTokens").GetInt32(), Text(modelCall, "error")));
        Assert.Equal("你好 <b>", Text(modelCall.GetProperty("messages")[0].GetProperty("parts")[0], "text"));
    }

    [Fact]
    public async Task Can_ReceiveLogsOfTheSdk()
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using (var factory = LoggerFactory.Create(builder => builder.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(options =>
        {
            options.IncludeFormattedMessage = true;
            options.SetResourceBuilder(Router).AddOtlpExporter(exporter => Point(exporter, dashboard, "logs"));
        })))
        {
            var logger = factory.CreateLogger("YYC3.Llm.Router.Completions.Attempt");
            logger.LogTrace("trace");
            logger.LogError(new InvalidOperationException("坏了"), "Attempt {Attempt} failed", 2);
        }

        var entry = Assert.Single((await dashboard.GetAsync("/api/logs?level=warning&resource=router&text=attempt%202")).GetProperty("entries").EnumerateArray());
        Assert.Equal(("Attempt 2 failed", "Error", "YYC3.Llm.Router.Completions.Attempt"), (Text(entry, "message"), Text(entry, "severity"), Text(entry.GetProperty("source"), "scope")));
        Assert.Equal(("2", "坏了"), (Attributes(entry)["Attempt"], Attributes(entry)["exception.message"]));
        Assert.True(entry.GetProperty("timeMs").GetDouble() > 1.7e12);
        Assert.Equal(2, (await dashboard.GetAsync("/api/logs")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData(MetricReaderTemporalityPreference.Cumulative)]
    [InlineData(MetricReaderTemporalityPreference.Delta)]
    public async Task Can_ReceiveMetricsOfTheSdk(MetricReaderTemporalityPreference temporality)
    {
        await using var dashboard = await DashboardFixture.StartAsync();
        using var meter = new Meter($"meter-{Guid.NewGuid():N}");
        using (var provider = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(Router).AddMeter(meter.Name)
            .AddView("size", new Base2ExponentialBucketHistogramConfiguration())
            .AddOtlpExporter((exporter, reader) =>
            {
                Point(exporter, dashboard, "metrics");
                reader.TemporalityPreference = temporality;
            }).Build())
        {
            var calls = meter.CreateCounter<long>("calls", "{call}", "Calls made.");
            var open = meter.CreateUpDownCounter<int>("open");
            using var load = new ObservableHolder(meter.CreateObservableGauge("load", () => 0.75));
            var duration = meter.CreateHistogram<double>("duration", "s");
            var size = meter.CreateHistogram<double>("size", "By");
            for (var round = 0; round < 2; round++)
            {
                calls.Add(3, new KeyValuePair<string, object?>("model", "glm"));
                open.Add(2);
                for (var i = 1; i <= 100; i++)
                {
                    duration.Record(i);
                    size.Record(i);
                }

                Assert.True(provider.ForceFlush());
            }
        }

        var instruments = (await dashboard.GetAsync("/api/metrics")).EnumerateArray().ToDictionary(one => Text(one, "name"), one => Text(one, "kind"));
        Assert.Equal(new Dictionary<string, string> { ["calls"] = "Counter", ["open"] = "Gauge", ["load"] = "Gauge", ["duration"] = "Histogram", ["size"] = "Histogram" }, instruments);
        Assert.Equal(6, Value(await Series("calls")));
        Assert.Equal(4, Value(await Series("open")));
        Assert.Equal(0.75, Value(await Series("load")));
        foreach (var name in new[] { "duration", "size" })
        {
            var series = await Series(name);
            Assert.Equal((200, 10_100.0), (series.GetProperty("latest").GetProperty("count").GetInt32(), Value(series)));
            var p50 = series.GetProperty("points")[0].GetProperty("values")[0].GetDouble();
            Assert.InRange(p50, 45, 56); // Within the width of a bucket.
        }

        async Task<JsonElement> Series(string instrument) =>
            (await dashboard.GetAsync($"/api/metrics/chart?resource=router&meter={meter.Name}&instrument={instrument}")).GetProperty("series")[0];
    }

    private static double Value(JsonElement series) => series.GetProperty("latest").GetProperty("value").GetDouble();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static Dictionary<string, string> Attributes(JsonElement element) =>
        element.GetProperty("attributes").EnumerateArray().ToDictionary(one => Text(one, "key"), one => Text(one, "value"));

    private static void Point(OtlpExporterOptions options, DashboardFixture dashboard, string signal)
    {
        options.Endpoint = new Uri($"{dashboard.Server.OtlpEndpoint}/v1/{signal}");
        options.Protocol = OtlpExportProtocol.HttpProtobuf;
        options.Headers = $"x-otlp-api-key={dashboard.Server.OtlpApiKey}";
    }

    /// <summary>Keeps an observable instrument alive until the end of its block.</summary>
    private sealed class ObservableHolder(Instrument instrument) : IDisposable
    {
        public void Dispose() => GC.KeepAlive(instrument);
    }
}
