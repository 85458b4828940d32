using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Tests.Testing;
using static YYC3.Llm.Tests.ChatApi.Responses.ResponsesRig;

namespace YYC3.Llm.Tests.ChatApi.Responses;

/// <summary>Runs that end early: cancelled from anywhere, with their connection, or with their instance.</summary>
public sealed class CancelTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Can_BeCancelled_WithItsCallToTheProvider(bool throughAnotherInstance)
    {
        using var directory = new TemporaryDirectory();
        var left = new TaskCompletionSource();
        await using var rig = await ResponsesRig.StartAsync(ScriptedProvider.Silent(left, Samples.Role, Delta(new { content = "Hello" })), new ChatApiHostOptions { DataDirectory = directory.Path });
        await using var other = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory.Path });
        var id = (await rig.CreateAsync("""{"model":"m","input":"Hi","background":true}""")).Text("id");
        await SeenAsync(rig.Http, id, "response.output_text.delta");

        var cancelled = await (throughAnotherInstance ? other.Admin : rig.Http).PostJsonAsync($"{Root}/{id}/cancel");

        OpenAiSpec.Fits("Response", cancelled);
        Assert.Equal("cancelled", cancelled.Text("status"));
        Assert.Equal("Hello", TextOf(cancelled));
        await left.Task.WaitAsync(Cancellation);
        var events = await FollowAsync(other.Admin, id);
        Assert.Equal("response.incomplete", events[^1].Text("type"));
        Assert.Equal("cancelled", (await rig.Http.PostJsonAsync($"{Root}/{id}/cancel")).Text("status"));
    }

    [Fact]
    public async Task Ends_WithItsConnection_WhenItIsNotStored()
    {
        var left = new TaskCompletionSource();
        await using var rig = await ResponsesRig.StartAsync(ScriptedProvider.Silent(left, Samples.Role, Delta(new { content = "Hello" })));
        using var request = new HttpRequestMessage(HttpMethod.Post, Root) { Content = ApiAnswers.Json("""{"model":"m","input":"Hi","stream":true,"store":false}""") };
        using (await rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation))
        {
        }

        await left.Task.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task Ends_AsFailedWithWhatItHad_WhenItsInstanceIsSilent()
    {
        using var directory = new TemporaryDirectory();
        var left = new TaskCompletionSource();
        await using var rig = await ResponsesRig.StartAsync(ScriptedProvider.Silent(left, Samples.Role, Delta(new { content = "Hello 世" })), new ChatApiHostOptions { DataDirectory = directory.Path });
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var other = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory.Path, Customise = builder => builder.Services.AddSingleton<TimeProvider>(time) });
        var conversation = (await rig.Http.PostJsonAsync("/v1/conversations", "{}")).Text("id");
        var id = (await rig.CreateAsync($$"""{"model":"m","input":"Hi","background":true,"conversation":"{{conversation}}"}""")).Text("id");
        await SeenAsync(rig.Http, id, "response.output_text.delta");

        // To the other instance, the owner has been silent for longer than its lease.
        var following = FollowAsync(other.Admin, id);
        while (!following.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(10));
            await Task.WhenAny(following, Task.Delay(20, Cancellation));
        }

        var events = await following;
        var failed = await other.Admin.GetJsonAsync($"{Root}/{id}");
        OpenAiSpec.Fits("Response", failed);
        Assert.Equal("response.failed", events[^1].Text("type"));
        Assert.Equal(Enumerable.Range(0, events.Count), events.Select(e => (int)e.GetProperty("sequence_number").GetInt64()));
        Assert.Equal("failed", failed.Text("status"));
        Assert.Equal("Hello 世", TextOf(failed));
        Assert.Equal("incomplete", failed.GetProperty("output")[0].Text("status"));
        var items = await other.Admin.GetJsonAsync($"/v1/conversations/{conversation}/items?order=asc");
        Assert.Equal(["Hi", "Hello 世"], items.GetProperty("data").EnumerateArray().Select(item => item.GetProperty("content")[0].Text("text")));
    }

    [Fact]
    public async Task Ends_AsFailedWithWhatItHad_WhenItsInstanceIsStopped()
    {
        using var directory = new TemporaryDirectory();
        string id;
        await using (var rig = await ResponsesRig.StartAsync(ScriptedProvider.Silent(new TaskCompletionSource(), Samples.Role, Delta(new { content = "Hello" })), new ChatApiHostOptions { DataDirectory = directory.Path }))
        {
            id = (await rig.CreateAsync("""{"model":"m","input":"Hi","background":true}""")).Text("id");
            await SeenAsync(rig.Http, id, "response.output_text.delta");
        }

        await using var next = await ChatApiHost.StartAsync(new ChatApiHostOptions { DataDirectory = directory.Path });
        var failed = await next.Admin.GetJsonAsync($"{Root}/{id}");
        Assert.Equal("failed", failed.Text("status"));
        Assert.Equal("Hello", TextOf(failed));
        Assert.Equal("response.failed", (await FollowAsync(next.Admin, id))[^1].Text("type"));
    }

    private static async Task SeenAsync(HttpClient client, string id, string type)
    {
        using var answer = await client.GetAsync($"{Root}/{id}?stream=true", HttpCompletionOption.ResponseHeadersRead, Cancellation);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancellation));
        while (await reader.ReadLineAsync(Cancellation) != "event: " + type)
        {
        }
    }
}
