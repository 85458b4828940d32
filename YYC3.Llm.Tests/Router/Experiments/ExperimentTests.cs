using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Experiments.Outcomes;
using YYC3.Llm.Router.Experiments.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

/// <summary>Whole experiments over real sockets, the same on each database.</summary>
public abstract class ExperimentTests
{
    private const string TwoArms = """
        {"name":"b instead of a","model":"m","unit":"user","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}]}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_KeepUsersInTheirArm()
    {
        await using var rig = await StartAsync();
        var id = await rig.RunAsync(TwoArms);

        var arms = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var round = 0; round < 3; round++)
        {
            for (var user = 0; user < 12; user++)
            {
                var answered = await rig.AskAsync($"user-{user}", stream: false);
                Assert.Equal(200, answered.Status);
                Assert.Equal($"{id}/{answered.Arm}", answered.Experiment);
                Assert.Equal(answered.Arm == "b" ? "p1/up1" : "p0/up0", answered.Deployment);
                Assert.Equal(arms.TryAdd($"user-{user}", answered.Arm!) ? answered.Arm : arms[$"user-{user}"], answered.Arm);
            }
        }

        Assert.Contains("b", arms.Values);
        Assert.Contains("control", arms.Values);
        Assert.Null((await rig.AskAsync(user: null)).Experiment); // Without a user a call takes no part.

        var results = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms");
        Assert.Equal(3 * arms.Values.Count(arm => arm == "control"), Metric(results[0], "latency").GetProperty("count").GetDouble());
        Assert.Equal(3 * arms.Values.Count(arm => arm == "b"), Metric(results[1], "error_rate").GetProperty("count").GetDouble());
        Assert.Equal(2, Metric(results[1], "output_tokens").GetProperty("mean").GetDouble());
    }

    [Fact]
    public async Task Can_KeepResultsAndArmsOverARestart()
    {
        await using var rig = await StartAsync();
        var id = await rig.RunAsync(TwoArms);
        var before = new Dictionary<string, string?>(StringComparer.Ordinal);
        for (var user = 0; user < 10; user++)
        {
            before[$"user-{user}"] = (await rig.AskAsync($"user-{user}")).Arm;
        }

        await rig.RestartAsync([.. await SettingsAsync(rig), .. ExperimentRig.ByHand]);

        foreach (var (user, arm) in before)
        {
            Assert.Equal(arm, (await rig.AskAsync(user)).Arm);
        }

        var experiment = await rig.GetAsync(id);
        Assert.Equal("running", experiment.Text("status"));
        Assert.Equal(20, experiment.GetProperty("results").GetProperty("arms").EnumerateArray().Sum(arm => Metric(arm, "latency").GetProperty("count").GetDouble()));
    }

    [Fact]
    public async Task Can_AddUpWhatTwoInstancesSaw()
    {
        await using var rig = await StartAsync();
        await using var other = await rig.AnotherAsync([.. await SettingsAsync(rig), .. ExperimentRig.ByHand]);
        var id = await rig.RunAsync(TwoArms.Replace("\"user\"", "\"request\"", StringComparison.Ordinal));
        await other.Services.GetWorker().RefreshAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 20).SelectMany(i => new[] { rig.AskAsync($"{i}"), ExperimentRig.AskAsync(other.Client, $"{i}") }));
        await Task.WhenAll(other.Services.GetWorker().FlushAsync(Cancellation), rig.Worker.FlushAsync(Cancellation));

        var arms = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms").EnumerateArray().ToList();
        Assert.Equal(40, arms.Sum(arm => Metric(arm, "latency").GetProperty("count").GetDouble()));
        Assert.Equal(40, arms.Sum(arm => Metric(arm, "error_rate").GetProperty("count").GetDouble()));
        Assert.True(Metric(arms[0], "latency").GetProperty("quantiles").GetProperty("p95").GetProperty("value").GetDouble() > 0);
    }

    [Fact]
    public async Task Can_FindAWinnerByFeedbackAndStop()
    {
        await using var rig = await StartAsync();
        var id = await rig.RunAsync("""
            {"name":"liked","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}],
             "goal":{"metric":"feedback","direction":"increase"},"min_samples":20,"planned_samples":40,"auto_stop":true}
            """);

        for (var i = 0; i < 120; i++)
        {
            var answered = await rig.AskAsync();
            var likes = i % 10 != 0; // The control is liked by one in ten, the arm by nine.
            var body = $$"""{"request_id":"{{answered.RequestId}}","rating":"{{(answered.Arm == "b" == likes ? "up" : "down")}}","comment":"你好"}""";
            var said = await rig.Client.PostJsonAsync("/v1/feedback", body);
            Assert.Equal((id, answered.Arm), (said.GetProperty("experiment").Text("id"), said.GetProperty("experiment").Text("arm")));
        }

        await rig.Worker.DecideAsync(Cancellation);

        var stopped = await rig.GetAsync(id);
        Assert.Equal(("stopped", "b"), (stopped.Text("status"), stopped.Text("winner")));
        Assert.StartsWith("Winner: b has feedback", stopped.Text("reason"), StringComparison.Ordinal);
        Assert.Equal(["created", "started", "winner"], stopped.GetProperty("events").EnumerateArray().Select(one => one.Text("event")));
        var difference = Metric(stopped.GetProperty("results").GetProperty("arms")[1], "feedback").GetProperty("difference");
        Assert.True(difference.GetProperty("interval")[0].GetDouble() > 0);
        Assert.True(difference.GetProperty("p_value").GetDouble() < 0.05);

        // Everybody has the model as it is again.
        var after = await rig.AskAsync();
        Assert.Equal((null, "p0/up0"), (after.Experiment, after.Deployment));
        var listed = await rig.Client.GetJsonAsync($"/admin/feedback?experiment_id={id}&limit=100");
        Assert.Equal(100, listed.GetProperty("data").GetArrayLength());
        Assert.True(listed.GetProperty("has_more").GetBoolean());
        Assert.Equal("你好", listed.GetProperty("data")[0].Text("comment"));
    }

    [Fact]
    public async Task Can_StopABadArmByItsGuardRail()
    {
        await using var rig = await StartAsync();
        rig.Second.Script = ScriptedProvider.Json(500, Samples.Error("boom"));
        var id = await rig.RunAsync("""
            {"name":"bad","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}],"guard_rails":[{"metric":"error_rate","margin":0.02}]}
            """);

        for (var i = 0; i < 40; i++)
        {
            var answered = await rig.AskAsync();
            Assert.Equal((200, "p0/up0"), (answered.Status, answered.Deployment)); // The rest of the deployments is the failover list.
        }

        await rig.Worker.FlushAsync(Cancellation);
        await rig.Worker.DecideAsync(Cancellation);

        var stopped = await rig.GetAsync(id);
        Assert.Equal("stopped", stopped.Text("status"));
        Assert.Equal(JsonValueKind.Null, stopped.GetProperty("winner").ValueKind);
        Assert.StartsWith("Guard rail: b has error_rate 1 against 0 of control", stopped.Text("reason"), StringComparison.Ordinal);
        Assert.True(stopped.GetProperty("results").GetProperty("guard_rails")[0].GetProperty("hit").GetBoolean());
        Assert.Equal("guard_rail", stopped.GetProperty("events")[2].Text("event"));
        var asked = rig.Second.Requests.Count;
        Assert.Null((await rig.AskAsync()).Experiment);
        Assert.Equal(asked, rig.Second.Requests.Count);
    }

    [Fact]
    public async Task Can_StopABadArmWithoutBeingAsked()
    {
        await using var rig = await StartAsync("--Experiments:TickSeconds=0.1", "--Experiments:DecideSeconds=0.1");
        rig.Second.Script = ScriptedProvider.Json(500, Samples.Error("boom"));
        var id = await rig.RunAsync("""
            {"name":"bad","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","deployments":["p1/up1"]}],"guard_rails":[{"metric":"error_rate","margin":0.02}]}
            """);

        // It stops of itself while calls go on; a test that waits forever is ended by the time limit below.
        var calls = 0;
        while ((await rig.AskAsync()).Experiment is not null)
        {
            Assert.True(++calls < 20_000, "The guard rail was never hit.");
        }

        Assert.Equal("stopped", (await rig.GetAsync(id)).Text("status"));
    }

    [Fact]
    public async Task Can_WriteWhileThereIsAlwaysMore()
    {
        await using var rig = await StartAsync();
        var id = (await rig.Client.PostJsonAsync("/admin/experiments", TwoArms)).Text("id");
        var recorder = rig.Router.Services.GetRequiredService<OutcomeRecorder>();
        using var stop = new CancellationTokenSource();
        var calls = Task.Run(
            () =>
            {
                while (!stop.IsCancellationRequested)
                {
                    recorder.Record(new AssignedCall("proj_a", "req_1", null, id, "b", 0, 1), new Outcome { Latency = 1 }, keepCall: false);
                }
            },
            Cancellation);

        for (var i = 0; i < 5; i++)
        {
            await rig.Worker.FlushAsync(Cancellation).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        }

        await stop.CancelAsync();
        await calls;
    }

    [Fact]
    public async Task Can_ReplaceFeedbackAndNameTheCompletion()
    {
        await using var rig = await StartAsync();
        var id = await rig.RunAsync(TwoArms);
        var answered = await rig.AskAsync("ann");

        var first = await rig.Client.PostJsonAsync("/v1/feedback", """{"completion_id":"chatcmpl-1","score":-0.5,"label":"style"}""");
        var second = await rig.Client.PostJsonAsync("/v1/feedback", $$"""{"request_id":"{{answered.RequestId}}","score":1}""");

        Assert.Equal(first.Text("id"), second.Text("id"));
        Assert.Equal(answered.RequestId, second.Text("request_id"));
        var arm = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms").EnumerateArray().Single(arm => arm.Text("id") == answered.Arm);
        Assert.Equal((1, 1.0), (Metric(arm, "feedback").GetProperty("count").GetInt32(), Metric(arm, "feedback").GetProperty("mean").GetDouble()));

        // Another project cannot judge the call.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/feedback") { Content = ApiAnswers.Json($$"""{"request_id":"{{answered.RequestId}}","score":-1}""") };
        request.Headers.Add("x-yyc3-tenant", "proj_other");
        using var foreign = await rig.Client.SendAsync(request, Cancellation);
        Assert.Equal(JsonValueKind.Null, (await foreign.JsonAsync()).GetProperty("experiment").ValueKind);
        arm = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms").EnumerateArray().Single(arm => arm.Text("id") == answered.Arm);
        Assert.Equal(1.0, Metric(arm, "feedback").GetProperty("mean").GetDouble());
    }

    [Fact]
    public async Task Can_MatchFeedbackThatCameBeforeItsCallWasWritten()
    {
        await using var rig = await StartAsync();
        await using var other = await rig.AnotherAsync([.. await SettingsAsync(rig), .. ExperimentRig.ByHand]);
        var id = await rig.RunAsync(TwoArms);
        var answered = await rig.AskAsync("ann");

        // The other instance knows nothing of the call yet.
        var said = await other.Client.PostJsonAsync("/v1/feedback", $$"""{"request_id":"{{answered.RequestId}}","rating":"down"}""");
        Assert.Equal(JsonValueKind.Null, said.GetProperty("experiment").ValueKind);
        await rig.Worker.FlushAsync(Cancellation);
        for (var twice = 0; twice < 2; twice++)
        {
            await rig.Router.Services.GetFeedback().MatchAsync(Cancellation);
        }

        var arm = (await rig.GetAsync(id)).GetProperty("results").GetProperty("arms").EnumerateArray().Single(arm => arm.Text("id") == answered.Arm);
        Assert.Equal((1, -1.0), (Metric(arm, "feedback").GetProperty("count").GetInt32(), Metric(arm, "feedback").GetProperty("mean").GetDouble()));
    }

    [Fact]
    public async Task Can_WriteABatchTwiceAndCountItOnce()
    {
        await using var rig = await StartAsync();
        var id = (await rig.Client.PostJsonAsync("/admin/experiments", TwoArms)).Text("id");
        var store = rig.Router.Services.GetRequiredService<TallyStore>();
        OutcomeBatch Batch(string batchId)
        {
            var batch = new OutcomeBatch(batchId);
            for (var i = 0; i < 300; i++)
            {
                batch.Of(id, i % 2 == 0 ? "control" : "b").Observe(i % 128, new Outcome { Latency = 1 + (i / 100.0), Failed = i % 3 == 0, Cost = 0.5 });
            }

            batch.Of("exp_gone", "b").Observe(1, new Outcome { Latency = 1 });
            batch.Calls.Add(new AssignedCall("proj_a", "req_1", "chatcmpl-9", id, "b", 3, 1));
            batch.Calls.Add(new AssignedCall("proj_a", "req_2", null, "exp_gone", "b", 3, 1));
            return batch;
        }

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => store.AddAsync(Batch("one"), Cancellation)));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(i => store.AddAsync(Batch($"more-{i}"), Cancellation)));

        var read = await store.ReadAsync(id, Cancellation);
        Assert.Equal(["b", "control"], read.Keys.Order(StringComparer.Ordinal));
        var metric = OutcomeMetrics.All[Definitions.Latency];
        var (once, five) = (Batch("x").Of(id, "b")[Definitions.Latency], read["b"][Definitions.Latency]);
        Assert.Equal((5 * once.Count, once.Groups), (five.Count, five.Groups));
        Assert.Equal(once.Sample(metric, sticky: true).Mean, five.Sample(metric, sticky: true).Mean, 1e-12);
        Assert.Equal(once.Sketch.Quantile(0.9), five.Sketch.Quantile(0.9));
        Assert.Equal(5 * once.Sketch.Count, five.Sketch.Count);
    }

    [Fact]
    public async Task Refuses_TwoRunningExperimentsOfAModel()
    {
        await using var rig = await StartAsync();
        var first = await rig.RunAsync(TwoArms);
        var second = (await rig.Client.PostJsonAsync("/admin/experiments", TwoArms)).Text("id");

        using var refused = await rig.Client.PostAsync($"/admin/experiments/{second}/start", null, Cancellation);
        Assert.Contains(first, await refused.ErrorAsync(HttpStatusCode.Conflict, "experiment_running"), StringComparison.Ordinal);

        await rig.Client.PostJsonAsync($"/admin/experiments/{first}/pause");
        Assert.Null((await rig.AskAsync("ann")).Experiment);
        await rig.Client.PostJsonAsync($"/admin/experiments/{second}/start");
        using var again = await rig.Client.PostAsync($"/admin/experiments/{first}/start", null, Cancellation);
        await again.ErrorAsync(HttpStatusCode.Conflict, "experiment_running");
    }

    [Fact]
    public async Task Can_DeleteAnExperimentWithItsResults()
    {
        await using var rig = await StartAsync();
        var id = await rig.RunAsync(TwoArms);
        var answered = await rig.AskAsync("ann");
        await rig.Client.PostJsonAsync("/v1/feedback", $$"""{"request_id":"{{answered.RequestId}}","score":1}""");

        using (var running = await rig.Client.DeleteAsync($"/admin/experiments/{id}", Cancellation))
        {
            await running.ErrorAsync(HttpStatusCode.Conflict, "invalid_state");
        }

        await rig.AskAsync("bob"); // Still in memory when its experiment is gone.
        Assert.Equal("stopped", (await rig.Client.PostJsonAsync($"/admin/experiments/{id}/stop", """{"reason":"enough"}""")).Text("status"));
        Assert.True((await rig.Client.DeleteJsonAsync($"/admin/experiments/{id}")).GetProperty("deleted").GetBoolean());
        await rig.Worker.FlushAsync(Cancellation);

        using var gone = await rig.Client.GetAsync($"/admin/experiments/{id}", Cancellation);
        await gone.ErrorAsync(HttpStatusCode.NotFound, "experiment_not_found", "id");
        Assert.Empty((await rig.Client.GetJsonAsync("/admin/experiments")).Ids());
        Assert.Single((await rig.Client.GetJsonAsync("/admin/feedback")).Ids());
    }

    private protected abstract Task<string[]> SettingsAsync(ExperimentRig? rig);

    private protected async Task<ExperimentRig> StartAsync(params string[] settings) =>
        await ExperimentRig.StartAsync(null, [.. await SettingsAsync(null), .. settings.Length > 0 ? settings : ExperimentRig.ByHand]);

    private static JsonElement Metric(JsonElement arm, string metric) => arm.GetProperty("metrics").GetProperty(metric);
}
