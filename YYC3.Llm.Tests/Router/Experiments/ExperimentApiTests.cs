using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Telemetry;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

public sealed class ExperimentApiTests : IAsyncLifetime
{
    private const string Path = "/admin/experiments";
    private const string Plain = """{"name":"plain","model":"m","arms":[{"id":"control"},{"id":"b","model":"offline","weight":3}]}""";

    private ExperimentRig rig = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => rig = await ExperimentRig.StartAsync(null, ExperimentRig.ByHand);

    public ValueTask DisposeAsync() => rig.DisposeAsync();

    [Fact]
    public async Task Can_CreateReadAndListExperiments()
    {
        var created = await rig.Client.PostJsonAsync(Path, """
            {"name":"全部","description":"all of it","model":"m","unit":"conversation","salt":"2026","traffic":0.5,
             "arms":[{"id":"control","weight":2},{"id":"b","policy":"weighted"},{"id":"c","parameters":{"temperature":0.2,"stop":["x"]}}],
             "goal":{"metric":"ttft"},"alpha":0.01,"planned_samples":5000,"min_samples":200,"min_units":50,"auto_stop":true,
             "guard_rails":[{"metric":"error_rate","margin":0.02},{"metric":"cost","margin":0.2},{"metric":"latency","margin":0.5,"margin_type":"absolute"}],"guard_alpha":0.02,
             "shadow":{"share":0.25,"deployments":["p1/up1"]}}
            """);
        Assert.Equal(
            [
                "id", "object", "status", "control", "winner", "reason", "created_at", "started_at", "ended_at", "name", "description", "model", "unit", "salt", "traffic", "arms", "goal",
                "alpha", "planned_samples", "min_samples", "min_units", "auto_stop", "guard_rails", "guard_alpha", "shadow",
            ],
            created.Fields());
        Assert.Equal(("全部", "conversation", 0.5, "draft"), (created.Text("name"), created.Text("unit"), created.GetProperty("traffic").GetDouble(), created.Text("status")));
        Assert.Equal("""{"id":"c","weight":1,"parameters":{"temperature":0.2,"stop":["x"]}}""", created.GetProperty("arms")[2].GetRawText());
        Assert.Equal("""{"metric":"ttft","direction":"decrease"}""", created.GetProperty("goal").GetRawText());
        Assert.Equal(["absolute", "relative", "absolute"], created.GetProperty("guard_rails").EnumerateArray().Select(rail => rail.Text("margin_type")));
        Assert.Equal("""{"share":0.25,"deployments":["p1/up1"]}""", created.GetProperty("shadow").GetRawText());

        var read = await rig.GetAsync(created.Text("id"));
        Assert.Equal(created.Fields().Append("results").Append("events"), read.Fields());
        Assert.Equal("created", Assert.Single(read.GetProperty("events").EnumerateArray()).Text("event"));
        Assert.Equal(["control", "b", "c"], read.GetProperty("results").GetProperty("arms").EnumerateArray().Select(arm => arm.Text("id")));

        var second = (await rig.Client.PostJsonAsync(Path, Plain)).Text("id");
        Assert.Equal([second, created.Text("id")], (await rig.Client.GetJsonAsync(Path)).Ids());
        var page = await rig.Client.GetJsonAsync(Path + "?limit=1");
        Assert.Equal((second, true), (page.Ids().Single(), page.GetProperty("has_more").GetBoolean()));
        Assert.Equal([created.Text("id")], (await rig.Client.GetJsonAsync($"{Path}?after={second}&status=draft&model=m")).Ids());
        Assert.Empty((await rig.Client.GetJsonAsync(Path + "?status=running")).Ids());
        Assert.Empty((await rig.Client.GetJsonAsync(Path + "?model=%E4%BD%A0")).Ids());
        using var wrong = await rig.Client.GetAsync(Path + "?status=flying", Cancellation);
        await wrong.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "status");
        using var large = await rig.Client.GetAsync(Path + "?limit=1000", Cancellation);
        await large.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "limit");
    }

    [Fact]
    public async Task Refuses_ADefinitionNamingEveryFaultAtOnce()
    {
        using var refused = await rig.Client.PostAsync(
            Path,
            ApiAnswers.Json("""
                {"model":"absent","unit":"moon","traffic":1.5,"alpha":0.9,"min_samples":3,"auto_stop":true,"colour":"red",
                 "arms":[{"id":"control","model":"m"},{"id":"b"},{"id":"b","weight":-1,"model":"nowhere","deployments":["p9/x","p0/up0"]},{"id":"a/b","policy":"dice","parameters":{"model":"x"}}],
                 "guard_rails":[{"metric":"mood"},{"metric":"cost","margin":-1},{"metric":"feedback","margin":0.1,"margin_type":"relative"}],"shadow":{"share":0}}
                """),
            Cancellation);
        var message = await refused.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "unit");

        Assert.All(
            (string[])[
                "unit 'moon'", "traffic must be", "alpha must be", "min_samples must be", "colour is not known", "name is missing", "model 'absent' does not exist", "auto_stop needs a goal",
                "arms[0] is the control", "arms[1] does nothing else", "arms[2].id 'b' is given twice", "arms[2].weight must be", "arms[2].deployments cannot stand beside a model", "arms[2].model 'nowhere'",
                "arms[2].deployments[0] 'p9/x' is no deployment", "arms[3].id must be", "arms[3].policy 'dice'", "arms[3].parameters.model cannot be set", "guard_rails[0].metric 'mood'",
                "guard_rails[0].margin is missing", "guard_rails[1].margin must be", "guard_rails[2].margin_type must be 'absolute'", "shadow.share must be more than 0", "shadow needs a model",
            ],
            fault => Assert.Contains(fault, message, StringComparison.Ordinal));
        Assert.Empty((await rig.Client.GetJsonAsync(Path)).Ids());
    }

    [Fact]
    public async Task Can_ModifyADraftAndLaterOnlyWhatDoesNoHarm()
    {
        var id = (await rig.Client.PostJsonAsync(Path, Plain)).Text("id");
        var changed = await rig.Client.PostJsonAsync($"{Path}/{id}", """{"unit":"request","goal":{"metric":"cost"},"description":"why","arms":[{"id":"a"},{"id":"z","deployments":["p1/up1"]}]}""");
        Assert.Equal(("request", "a", "why"), (changed.Text("unit"), changed.Text("control"), changed.Text("description")));
        Assert.Equal("plain", changed.Text("name"));
        using (var wrong = await rig.Client.PostAsync($"{Path}/{id}", ApiAnswers.Json("""{"model":"absent"}"""), Cancellation))
        {
            await wrong.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "model");
        }

        Assert.Equal("running", (await rig.Client.PostJsonAsync($"{Path}/{id}/start", """{"reason":"now"}""")).Text("status"));
        using (var late = await rig.Client.PostAsync($"{Path}/{id}", ApiAnswers.Json("""{"arms":[{"id":"a"}],"alpha":0.1}"""), Cancellation))
        {
            var message = await late.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "arms");
            Assert.Contains("alpha cannot be changed", message, StringComparison.Ordinal);
        }

        Assert.NotNull((await rig.AskAsync()).Experiment);
        Assert.Equal(0, (await rig.Client.PostJsonAsync($"{Path}/{id}", """{"traffic":0,"name":"renamed"}""")).GetProperty("traffic").GetDouble());
        Assert.Null((await rig.AskAsync()).Experiment); // At once, on this instance.
        Assert.Equal("null", (await rig.Client.PostJsonAsync($"{Path}/{id}", """{"description":null}""")).GetProperty("description").GetRawText());

        Assert.Equal("paused", (await rig.Client.PostJsonAsync($"{Path}/{id}/pause")).Text("status"));
        var stopped = await rig.Client.PostJsonAsync($"{Path}/{id}/stop", """{"reason":"够了"}""");
        Assert.Equal(("stopped", "够了"), (stopped.Text("status"), stopped.Text("reason")));
        Assert.True(stopped.GetProperty("ended_at").GetInt64() >= stopped.GetProperty("started_at").GetInt64());
        foreach (var action in new[] { "start", "pause", "stop" })
        {
            using var refused = await rig.Client.PostAsync($"{Path}/{id}/{action}", null, Cancellation);
            await refused.ErrorAsync(HttpStatusCode.Conflict, "invalid_state");
        }

        Assert.Equal(
            ["created", "modified", "started", "modified", "modified", "paused", "stopped"],
            (await rig.GetAsync(id)).GetProperty("events").EnumerateArray().Select(one => one.Text("event")));
    }

    [Fact]
    public async Task Can_AskForTheSampleSizeBeforehand()
    {
        var rate = await rig.Client.PostJsonAsync(
            Path + "/sample_size",
            """{"metric":"error_rate","baseline":0.1,"minimum_detectable_effect":0.03,"effect_type":"absolute","calls_per_day":1000,"traffic":0.5}""");
        Assert.Equal((3392, 6784, 1772), (rate.GetProperty("samples_per_arm").GetInt32(), rate.GetProperty("samples_total").GetInt32(), rate.GetProperty("samples_per_arm_fixed_horizon").GetInt32()));
        Assert.Equal(13.568, rate.GetProperty("days").GetDouble(), 1e-9);

        var latency = await rig.Client.PostJsonAsync(
            Path + "/sample_size",
            """{"metric":"latency","baseline":2,"standard_deviation":1,"minimum_detectable_effect":-0.25,"arms":3,"power":0.9,"alpha":0.05}""");
        Assert.Equal((-0.5, 0.025), (latency.GetProperty("effect").GetDouble(), latency.GetProperty("alpha_per_comparison").GetDouble()));
        Assert.Equal(100, latency.GetProperty("samples_per_arm_fixed_horizon").GetInt32()); // 8 · (2.2414 + 1.2816)² = 99.3
        Assert.Equal(JsonValueKind.Null, latency.GetProperty("days").ValueKind);

        using var wrong = await rig.Client.PostAsync(Path + "/sample_size", ApiAnswers.Json("""{"metric":"latency","power":2}"""), Cancellation);
        var message = await wrong.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "power");
        Assert.All((string[])["power must be", "baseline is missing", "minimum_detectable_effect is missing"], fault => Assert.Contains(fault, message, StringComparison.Ordinal));
        using var spread = await rig.Client.PostAsync(Path + "/sample_size", ApiAnswers.Json("""{"metric":"latency","baseline":1,"minimum_detectable_effect":0.1}"""), Cancellation);
        await spread.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "standard_deviation");
        using var tiny = await rig.Client.PostAsync(Path + "/sample_size", ApiAnswers.Json("""{"metric":"latency","baseline":1,"standard_deviation":1,"minimum_detectable_effect":1e-200}"""), Cancellation);
        await tiny.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "minimum_detectable_effect");
        using var beyond = await rig.Client.PostAsync(Path + "/sample_size", ApiAnswers.Json("""{"metric":"error_rate","baseline":0.9,"minimum_detectable_effect":0.5}"""), Cancellation);
        await beyond.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "baseline");
    }

    [Theory]
    [InlineData("""{"score":1}""", "request_id")]
    [InlineData("""{"request_id":"r","completion_id":"c","score":1}""", "request_id")]
    [InlineData("""{"request_id":"r"}""", "score")]
    [InlineData("""{"request_id":"r","score":1,"rating":"up"}""", "score")]
    [InlineData("""{"request_id":"r","score":1.5}""", "score")]
    [InlineData("""{"request_id":"r","rating":"sideways"}""", "rating")]
    [InlineData("""{"request_id":"r","score":1,"stars":5}""", "stars")]
    [InlineData("""{"request_id":7,"score":1}""", "request_id")]
    [InlineData("""{"request_id":"r\u0000","score":1}""", "request_id")]
    public async Task Refuses_FeedbackThatSaysNothing(string body, string field)
    {
        using var refused = await rig.Client.PostAsync("/v1/feedback", ApiAnswers.Json(body), Cancellation);
        await refused.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", field);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"metric\":\"\\ud800\",\"request_id\":\"\\ud800\",\"reason\":\"\\ud800\"}")]
    [InlineData("{\"arms\":[[]],\"goal\":[],\"shadow\":7,\"guard_rails\":{},\"traffic\":1e999,\"planned_samples\":1e30,\"metric\":[],\"arms\":{}}")]
    [InlineData("{\"arms\":[{\"id\":\"a\\u0000\"},{\"id\":\"b\",\"parameters\":[],\"deployments\":[7,\"\"]}],\"name\":\"\\u0000\",\"model\":\"\\u0000\",\"baseline\":1e999}")]
    public async Task Refuses_AnyOtherBodyWithoutFailing(string body)
    {
        var id = (await rig.Client.PostJsonAsync(Path, Plain)).Text("id");
        foreach (var path in new[] { Path, $"{Path}/{id}", Path + "/sample_size", "/v1/feedback", $"{Path}/{id}/start" })
        {
            using var answer = await rig.Client.PostAsync(path, ApiAnswers.Json(body), Cancellation);
            Assert.True(answer.StatusCode == HttpStatusCode.BadRequest, $"{path}: {answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancellation)}");
        }
    }

    [Theory]
    [InlineData("GET", "/admin/experiments/exp_none")]
    [InlineData("POST", "/admin/experiments/exp_none")]
    [InlineData("DELETE", "/admin/experiments/%E4%BD%A0%20b")]
    [InlineData("POST", "/admin/experiments/exp_none/start")]
    public async Task Refuses_AnExperimentThatIsNotThere(string method, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Parse(method), path);
        using var answer = await rig.Client.SendAsync(request, Cancellation);
        await answer.ErrorAsync(HttpStatusCode.NotFound, "experiment_not_found", "id");
    }

    [Fact]
    public async Task Can_SetParametersAndPoliciesByArm()
    {
        await rig.RunAsync("""
            {"name":"p","model":"m","unit":"request","arms":[{"id":"control"},{"id":"cool","parameters":{"temperature":0.2,"messages2":[1]}},{"id":"other","model":"offline"}]}
            """);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 60 && seen.Count < 3; i++)
        {
            var before = rig.First.Requests.Count;
            var answered = await rig.AskAsync();
            seen.Add(answered.Arm!);
            if (answered.Arm == "other")
            {
                Assert.Equal("offline/offline", answered.Deployment);
                Assert.Equal(before, rig.First.Requests.Count);
                continue;
            }

            var sent = JsonDocument.Parse(rig.First.Requests.Last().Body).RootElement;
            Assert.Equal(answered.Arm == "cool", sent.TryGetProperty("temperature", out var temperature) && temperature.GetDouble() == 0.2);
            Assert.Equal("up0", sent.Text("model"));
        }

        Assert.Equal(3, seen.Count);
    }

    [Fact]
    public async Task Can_FollowTheCatalog()
    {
        var id = await rig.RunAsync("""{"name":"p","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","weight":1000000,"deployments":["p1/up1"]}]}""");
        Assert.Equal("p1/up1", (await rig.AskAsync()).Deployment);

        // The arm's provider is gone: its calls are answered as if there was no experiment.
        await File.WriteAllTextAsync(rig.Router.ModelsFile, RouterUnderTest.Models([rig.First]), Cancellation);
        rig.Router.ReloadCatalog();
        var answered = await rig.AskAsync();
        Assert.Equal((200, "p0/up0", null), (answered.Status, answered.Deployment, answered.Experiment));

        await rig.Client.PostJsonAsync($"{Path}/{id}/pause");
        using var refused = await rig.Client.PostAsync($"{Path}/{id}/start", null, Cancellation);
        await refused.ErrorAsync(HttpStatusCode.BadRequest, "invalid_value", "arms[1].deployments[0]");
    }

    [Fact]
    public async Task Can_SayTheArmOfAStream()
    {
        rig.First.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done);
        var id = await rig.RunAsync("""{"name":"p","model":"m","unit":"request","arms":[{"id":"control","weight":1000000},{"id":"b","deployments":["p1/up1"]}]}""");

        Assert.Equal($"{id}/control", (await rig.AskAsync(stream: true)).Experiment);

        var metrics = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms")[0].GetProperty("metrics");
        Assert.Equal(1, metrics.GetProperty("ttft").GetProperty("count").GetInt32());
        Assert.Equal("[null,null]", metrics.GetProperty("ttft").GetProperty("interval").GetRawText()); // One observation is no ground for an interval.
        Assert.Equal(0, metrics.GetProperty("error_rate").GetProperty("interval")[0].GetDouble());
    }

    [Fact]
    public async Task Can_CountWhatCallsCost()
    {
        await using var priced = await ExperimentRig.StartAsync(
            services => services.Insert(0, ServiceDescriptor.Singleton<ICallObserver>(new Prices())), ExperimentRig.ByHand);
        var id = await priced.RunAsync("""
            {"name":"cost","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}],"min_samples":20,"guard_rails":[{"metric":"cost","margin":0.5}]}
            """);
        for (var i = 0; i < 120; i++)
        {
            await priced.AskAsync();
        }

        await priced.Worker.FlushAsync(Cancellation);
        await priced.Worker.DecideAsync(Cancellation);

        var stopped = await priced.GetAsync(id);
        Assert.StartsWith("Guard rail: b has cost 0.03 against 0.01 of control", stopped.Text("reason"), StringComparison.Ordinal);
        Assert.Equal(0.03, stopped.GetProperty("results").GetProperty("arms")[1].GetProperty("metrics").GetProperty("cost").GetProperty("mean").GetDouble(), 1e-12);
        Assert.False(stopped.GetProperty("results").GetProperty("sample_ratio").GetProperty("suspicious").GetBoolean());
    }

    [Fact]
    public async Task Can_SeeTheArmInTheCallsSpan()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == RouterTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var id = await rig.RunAsync("""{"name":"p","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}]}""");
        using var counted = new MetricCollector<long>(rig.Router.Services.GetRequiredService<IMeterFactory>(), RouterTelemetry.SourceName, "yyc3.experiments.calls");

        var answered = await rig.AskAsync();

        var span = spans.Single(span => span.GetTagItem("yyc3.experiment") is string experiment && experiment == id);
        Assert.Equal(answered.Arm, span.GetTagItem("yyc3.arm"));
        Assert.Equal("m", span.GetTagItem("gen_ai.request.model"));
        Assert.Equal(answered.Arm, counted.LastMeasurement!.Tags["yyc3.arm"]);
    }

    [Fact]
    public async Task Can_LeaveTheCallersOwnFaultsOut()
    {
        rig.First.Script = ScriptedProvider.Json(400, Samples.Error("invalid_value", "Fix it.", "invalid_request_error"));
        var id = await rig.RunAsync("""{"name":"p","model":"m","unit":"request","arms":[{"id":"control","weight":1000000},{"id":"b","deployments":["p1/up1"]}]}""");

        Assert.Equal((400, $"{id}/control"), ((await rig.AskAsync()).Status, (await rig.AskAsync()).Experiment));

        Assert.Empty((await rig.GetAsync(id)).GetProperty("results").GetProperty("arms")[0].GetProperty("metrics").EnumerateObject());
    }

    /// <summary>What metering does: says before the others hear of a call's end what it cost.</summary>
    private sealed class Prices : ICallObserver
    {
        public void Attempted(Call call, Attempt attempt)
        {
            // Only the whole call has a price here.
        }

        public void Ended(Call call) => call.Notes.Set(new CallCost(call.Candidate!.Deployment.Name == "p1/up1" ? 0.03m : 0.01m));
    }
}
