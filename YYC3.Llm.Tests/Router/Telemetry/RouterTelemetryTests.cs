using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using YYC3.Llm.Router.Telemetry;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Telemetry;

public sealed class RouterTelemetryTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Can_DescribeACallAsTheGenAiViewReadsIt(bool stream, bool capture)
    {
        await using var provider = await ScriptedProvider.StartAsync(stream
            ? ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Text(" 你好"), Samples.Finish, Samples.Usage, Samples.Done)
            : ScriptedProvider.Json(200, Samples.Completion));
        var name = $"traced-{Guid.NewGuid():N}";
        await using var router = await RouterUnderTest.StartAsync(
            RouterUnderTest.Models([provider]).Replace("\"m\":", $"\"{name}\":"), null, $"--OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT={capture}");
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RouterTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        using var answer = await router.ChatAsync($"{{\"model\":\"{name}\",\"stream\":{(stream ? "true" : "false")},\"messages\":[{{\"role\":\"system\",\"content\":\"Be brief\"}},{{\"role\":\"user\",\"content\":\"问\"}}]}}");
        await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        var span = await FindAsync(spans, name);
        Assert.Equal(ActivityKind.Client, span.Kind);
        Assert.Equal("p0", span.GetTagItem("gen_ai.system"));
        Assert.Equal("p0", span.GetTagItem("gen_ai.provider.name"));
        Assert.Equal("chat", span.GetTagItem("gen_ai.operation.name"));
        Assert.Equal(name, span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(stream ? "m" : "m-upstream", span.GetTagItem("gen_ai.response.model"));
        Assert.Equal(9L, span.GetTagItem("gen_ai.usage.input_tokens"));
        Assert.Equal(2L, span.GetTagItem("gen_ai.usage.output_tokens"));
        Assert.Equal(["stop"], Assert.IsType<string[]>(span.GetTagItem("gen_ai.response.finish_reasons")));
        Assert.NotEqual(ActivityStatusCode.Error, span.Status);
        if (!capture)
        {
            Assert.Null(span.GetTagItem("gen_ai.input.messages"));
            Assert.Null(span.GetTagItem("gen_ai.output.messages"));
            return;
        }

        Assert.Equal("[{\"type\":\"text\",\"content\":\"Be brief\"}]", span.GetTagItem("gen_ai.system_instructions"));
        Assert.Equal("[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"问\"}]}]", span.GetTagItem("gen_ai.input.messages"));
        Assert.Equal("[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"Hi 你好\"}],\"finish_reason\":\"stop\"}]", span.GetTagItem("gen_ai.output.messages"));
    }

    [Fact]
    public async Task Can_MarkAFailedCall()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(503, Samples.Error("overloaded", "Too busy for secret-key-0")));
        var name = $"traced-{Guid.NewGuid():N}";
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]).Replace("\"m\":", $"\"{name}\":"));
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RouterTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);

        using var answer = await router.ChatAsync(Samples.Request(name));

        var span = await FindAsync(spans, name);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("overloaded", span.GetTagItem("error.type"));
        Assert.Equal("Too busy for ***", span.StatusDescription);
        Assert.Equal("yyc3.attempt.failed", Assert.Single(span.Events).Name);
    }

    [Fact]
    public async Task Can_CountTimeTokensAndFailures()
    {
        await using var bad = await ScriptedProvider.StartAsync(ScriptedProvider.Json(500, "{}"));
        await using var good = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(bad, good);
        var meters = router.Services.GetRequiredService<IMeterFactory>();
        using var duration = new MetricCollector<double>(meters, RouterTelemetry.SourceName, "gen_ai.client.operation.duration");
        using var tokens = new MetricCollector<long>(meters, RouterTelemetry.SourceName, "gen_ai.client.token.usage");
        using var firstToken = new MetricCollector<double>(meters, RouterTelemetry.SourceName, "gen_ai.server.time_to_first_token");
        using var failed = new MetricCollector<long>(meters, RouterTelemetry.SourceName, "yyc3.router.attempts.failed");

        await router.StreamAsync();
        await duration.WaitForMeasurementsAsync(1, TimeSpan.FromSeconds(30));

        Assert.Equal("p1", duration.LastMeasurement!.Tags["gen_ai.provider.name"]);
        Assert.Equal([(9, "input"), (2, "output")], tokens.GetMeasurementSnapshot().Select(m => (m.Value, (string)m.Tags["gen_ai.token.type"]!)));
        Assert.Single(firstToken.GetMeasurementSnapshot());
        Assert.Equal("Provider", Assert.Single(failed.GetMeasurementSnapshot()).Tags["error.type"]);
    }

    [Fact]
    public void Tag_LongPrompt_IsCutAtItsBound()
    {
        using var activity = new Activity("test");
        PromptCapture.Tag(activity, JsonSerializer.SerializeToUtf8Bytes(new { messages = new[] { new { role = "user", content = new string('图', 100_000) } } }));

        var text = Assert.IsType<string>(activity.GetTagItem("gen_ai.input.messages"));
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(text), 60_000, CaptureText.Most);
        Assert.DoesNotContain('\uFFFD', text);
    }

    // The caller can have its answer before the span is closed.
    private static async Task<Activity> FindAsync(ConcurrentQueue<Activity> spans, string model)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            if (spans.FirstOrDefault(span => span.DisplayName == $"chat {model}") is { } found)
            {
                return found;
            }

            await Task.Delay(5, limit.Token);
        }
    }
}
