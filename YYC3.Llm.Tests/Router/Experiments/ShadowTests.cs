using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router.Experiments.Shadow;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Experiments;

public sealed class ShadowTests
{
    private const string Shadowed = """
        {"name":"shadowed","model":"m","unit":"request","arms":[{"id":"control"}],"shadow":{"share":1,"deployments":["p1/up1"],"parameters":{"temperature":0}}}
        """;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Can_CopyCallsToTheShadowAfterTheirAnswer(bool stream)
    {
        await using var rig = await ExperimentRig.StartAsync(null, ExperimentRig.ByHand);
        if (stream)
        {
            rig.First.Script = rig.Second.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done);
        }

        var id = await rig.RunAsync(Shadowed);
        for (var i = 0; i < 3; i++)
        {
            var answered = await rig.AskAsync(stream: stream);
            Assert.Equal((200, "p0/up0", "control"), (answered.Status, answered.Deployment, answered.Arm));
        }

        var shadow = await UntilAsync(async () => (await rig.GetAsync(id)).GetProperty("results").TryGetProperty("shadow", out var found) && found.GetProperty("error_rate").GetProperty("count").GetInt32() == 3 ? found : default);
        Assert.Equal(0, shadow.GetProperty("error_rate").GetProperty("mean").GetDouble());
        Assert.Equal(2, shadow.GetProperty("output_tokens").GetProperty("mean").GetDouble());
        Assert.Equal(stream, shadow.TryGetProperty("ttft", out _));
        Assert.Equal(3, rig.Second.Requests.Count);
        var copy = JsonDocument.Parse(rig.Second.Requests.First().Body).RootElement;
        Assert.Equal(("up1", 0, "Hello"), (copy.Text("model"), copy.GetProperty("temperature").GetInt32(), copy.GetProperty("messages")[0].Text("content")));
        Assert.Equal(3, rig.First.Requests.Count); // The shadow does not fail over to whom the callers ask.
    }

    [Fact]
    public async Task Can_AnswerCallersWhileTheShadowHangs()
    {
        var (arrived, release) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var rig = await ExperimentRig.StartAsync(null, [.. ExperimentRig.ByHand, "--Experiments:ShadowConcurrency=1", "--Experiments:ShadowQueue=1"]);
        rig.Second.Script = async context =>
        {
            arrived.TrySetResult();
            await release.Task;
            await ScriptedProvider.Json(500, Samples.Error("boom"))(context);
        };
        var id = await rig.RunAsync(Shadowed);
        var queue = rig.Router.Services.GetRequiredService<ShadowQueue>();

        Assert.Equal(Samples.Completion, (await rig.AskAsync()).Text);
        await arrived.Task.WaitAsync(Cancellation);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(Samples.Completion, (await rig.AskAsync()).Text); // One waits, four find no room.
        }

        await UntilAsync(() => Task.FromResult(queue.Dropped == 4 ? (object)queue : null));
        release.SetResult();
        var shadow = await UntilAsync(async () => (await rig.GetAsync(id)).GetProperty("results").TryGetProperty("shadow", out var found) && found.GetProperty("error_rate").GetProperty("count").GetInt32() == 2 ? found : default);
        Assert.Equal(1, shadow.GetProperty("error_rate").GetProperty("mean").GetDouble());
        Assert.Equal(2, rig.Second.Requests.Count);
        Assert.Equal(4, queue.Dropped);
    }

    [Fact]
    public async Task Refuses_ToCopyWhatIsTooLarge()
    {
        await using var rig = await ExperimentRig.StartAsync(null, [.. ExperimentRig.ByHand, "--Experiments:ShadowBodyBytes=10"]);
        await rig.RunAsync(Shadowed);

        Assert.Equal(Samples.Completion, (await rig.AskAsync()).Text);

        await UntilAsync(() => Task.FromResult(rig.Router.Services.GetRequiredService<ShadowQueue>().Dropped == 1 ? (object)rig : null));
        Assert.Empty(rig.Second.Requests);
    }

    [Fact]
    public async Task Can_TellMeteringThatACallIsACopy()
    {
        var ended = new ConcurrentQueue<string?>();
        await using var rig = await ExperimentRig.StartAsync(services => services.AddSingleton<ICallObserver>(new Purposes(ended)), ExperimentRig.ByHand);
        await rig.RunAsync(Shadowed);

        await rig.AskAsync();

        await UntilAsync(() => Task.FromResult(ended.Count == 2 ? (object)ended : null));
        Assert.Equal([null, "shadow"], ended);
    }

    [Fact]
    public async Task Can_BeWithoutShadow()
    {
        await using var rig = await ExperimentRig.StartAsync(null, ExperimentRig.ByHand);
        await rig.RunAsync("""{"name":"none","model":"m","unit":"request","arms":[{"id":"control"},{"id":"b","parameters":{"temperature":0}}]}""");
        for (var i = 0; i < 8; i++)
        {
            await rig.AskAsync();
        }

        Assert.Equal(8, rig.First.Requests.Count);
        Assert.Empty(rig.Second.Requests);
    }

    private sealed class Purposes(ConcurrentQueue<string?> ended) : ICallObserver
    {
        public void Attempted(Call call, Attempt attempt)
        {
            // Only ends are counted.
        }

        public void Ended(Call call) => ended.Enqueue(call.Notes.Get<CallPurpose>()?.Name);
    }

    /// <summary>Asks until there is an answer; the test's own time limit ends it.</summary>
    private static async Task<T> UntilAsync<T>(Func<Task<T?>> ask)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (true)
        {
            if (await ask() is { } found && !found.Equals(default(T)) && found is not JsonElement { ValueKind: JsonValueKind.Undefined })
            {
                return found;
            }

            await Task.Delay(10, limit.Token);
        }
    }
}
