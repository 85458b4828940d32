using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.ChatApi.Responses;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Who is told of runs; and what goes when its time is over.</summary>
public sealed class RunObserverTests
{
    [Fact]
    public async Task Are_ToldOfStoredRunsOnly_AndOfNoTemporaryOnes()
    {
        var told = new Observer();
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"), new ChatApiHostOptions { Customise = builder => builder.Services.AddSingleton<IRunObserver, Broken>().AddSingleton<IRunObserver>(told) });
        var temporary = (await rig.Http.PostJsonAsync("/v1/conversations", """{"temporary":true}""")).Text("id");

        await rig.CreateAsync("""{"model":"m","input":"not stored","store":false}""");
        await rig.CreateAsync("""{"model":"m","input":"temporary","temporary":true}""");
        await rig.CreateAsync($$"""{"model":"m","input":"in a temporary conversation","conversation":"{{temporary}}"}""");
        await rig.CreateAsync("""{"model":"m","input":"stored","safety_identifier":"ann"}""");

        var run = await told.Runs.Reader.ReadAsync(TestContext.Current.CancellationToken);
        Assert.Equal("stored", run.Input.Single()["content"]![0]!["text"]!.ToString());
        Assert.Equal("ann", run.Caller.User);
        Assert.Equal("Hi", run.Output.Single()["content"]![0]!["text"]!.ToString());
        Assert.False(told.Runs.Reader.TryRead(out _));
    }

    [Fact]
    public async Task Go_WhenTheirTimeIsOver()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 11, 25, 8, 0, 0, TimeSpan.Zero));
        await using var rig = await ResponsesRig.StartAsync(Says("Hi"), new ChatApiHostOptions { Customise = builder => builder.Services.AddSingleton<TimeProvider>(time) });
        var kept = (await rig.CreateAsync("""{"model":"m","input":"kept"}""")).Text("id");
        var temporary = (await rig.CreateAsync("""{"model":"m","input":"temporary","temporary":true}""")).Text("id");

        time.Advance(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));
        await rig.Host.Services.GetRequiredService<ResponseCleanUp>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await rig.Http.GetAsync($"{Root}/{temporary}", TestContext.Current.CancellationToken)).StatusCode);
        Assert.NotEmpty(await FollowAsync(rig.Http, kept));

        time.Advance(TimeSpan.FromDays(1));
        await rig.Host.Services.GetRequiredService<ResponseCleanUp>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal("Hi", TextOf(await rig.Http.GetJsonAsync($"{Root}/{kept}")));
        using var events = await rig.Http.GetAsync($"{Root}/{kept}?stream=true", TestContext.Current.CancellationToken);
        await events.ErrorAsync(System.Net.HttpStatusCode.NotFound, "events_not_found", "response_id");

        time.Advance(TimeSpan.FromDays(30));
        await rig.Host.Services.GetRequiredService<ResponseCleanUp>().RunAsync(TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await rig.Http.GetAsync($"{Root}/{kept}", TestContext.Current.CancellationToken)).StatusCode);
    }

    private sealed class Observer : IRunObserver
    {
        public Channel<FinishedRun> Runs { get; } = Channel.CreateUnbounded<FinishedRun>();

        public Task EndedAsync(FinishedRun run, CancellationToken cancellationToken)
        {
            Runs.Writer.TryWrite(run);
            return Task.CompletedTask;
        }
    }

    private sealed class Broken : IRunObserver
    {
        public Task EndedAsync(FinishedRun run, CancellationToken cancellationToken) => throw new InvalidOperationException("cannot learn");
    }
}
