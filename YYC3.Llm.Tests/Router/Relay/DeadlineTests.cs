using System.Net;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Upstream;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay;

public sealed class DeadlineTests
{
    [Theory]
    [InlineData("{\"total\":0.2}", false, "provider_timeout")]
    [InlineData("{\"total\":0.2}", true, "provider_timeout")]
    [InlineData("{\"firstToken\":0.2}", true, "provider_first_token_timeout")]
    public async Task Can_GiveUpOnASilentProviderAndStopItsWork(string timeouts, bool stream, string code)
    {
        var left = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], timeouts));

        using var answer = await router.ChatAsync(Samples.Request("m", stream));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains(code, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Can_MoveOnWhenOnlyRolesAndKeepAlivesCome()
    {
        var left = new TaskCompletionSource();
        await using var slow = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left, Samples.Role, ": wait\n\n"));
        await using var good = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([slow, good], "{\"firstToken\":0.3}"));

        Assert.StartsWith(Samples.Text("Hi"), await router.StreamAsync());
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Can_FailWhenTheNextDeploymentAllowsLessThanHasPassed()
    {
        var left = new TaskCompletionSource();
        await using var slow = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left));
        await using var next = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([slow, next])
            .Replace("\"model\":\"up0\"", "\"model\":\"up0\",\"timeouts\":{\"firstToken\":0.3}")
            .Replace("\"model\":\"up1\"", "\"model\":\"up1\",\"timeouts\":{\"total\":0.2}"));

        using var answer = await router.ChatAsync(Samples.Request("m", stream: true));

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Contains("All 2 attempts failed", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Can_StopTheProviderWhenTheCallerLeaves()
    {
        var left = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left, Samples.Role, Samples.Text("Hi")));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using (var answer = await router.ChatAsync(Samples.Request("m", stream: true), HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Can_StopTheProviderWhenTheCallerOfAPlainCallLeaves()
    {
        var left = new TaskCompletionSource();
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Silent(left));
        await using var router = await RouterUnderTest.StartAsync(provider);
        using var leave = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(Samples.Request("m")) };

        var call = router.Client.SendAsync(request, leave.Token);
        while (provider.Requests.IsEmpty)
        {
            await Task.Yield();
        }

        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Token_PhaseDeadlinePasses_CancelsAndNamesIt()
    {
        var time = new FakeTimeProvider();
        using var timer = new DeadlineTimer(time, TimeSpan.FromSeconds(100), CancellationToken.None);

        timer.Wait(TimeSpan.FromSeconds(10), "first token");
        time.Advance(TimeSpan.FromSeconds(9));
        Assert.False(timer.Token.IsCancellationRequested);
        timer.Wait(TimeSpan.FromSeconds(10), "idle");
        time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(timer.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.True(timer.Token.IsCancellationRequested);
        Assert.Equal("idle", timer.Passed);
    }

    [Fact]
    public void Token_PausedPhase_LeavesOnlyTheTotalDeadline()
    {
        var time = new FakeTimeProvider();
        using var timer = new DeadlineTimer(time, TimeSpan.FromSeconds(100), CancellationToken.None);

        timer.Wait(TimeSpan.FromSeconds(10), "idle");
        timer.Pause();
        time.Advance(TimeSpan.FromSeconds(99));
        Assert.False(timer.Token.IsCancellationRequested);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(timer.Token.IsCancellationRequested);
        Assert.Equal("total", timer.Passed);
    }

    [Fact]
    public void Token_CallerLeaves_CancelsWithoutADeadline()
    {
        using var caller = new CancellationTokenSource();
        using var timer = new DeadlineTimer(new FakeTimeProvider(), TimeSpan.FromSeconds(100), caller.Token);

        caller.Cancel();

        Assert.True(timer.Token.IsCancellationRequested);
        Assert.Null(timer.Passed);
    }
}
