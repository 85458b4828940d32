using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay;

public sealed class CommitPointTests
{
    public static TheoryData<string> AfterContent() => ["end", "reset", "error", "half-event", "half-comment", "idle"];

    [Theory]
    [MemberData(nameof(AfterContent))]
    public async Task Can_EndABrokenStreamWithAnErrorEventAndNoEndMarker(string fault)
    {
        var left = new TaskCompletionSource();
        var read = new TaskCompletionSource();
        var begun = new[] { Samples.Role, Samples.Text("Hal") };
        await using var bad = await ScriptedProvider.StartAsync(fault switch
        {
            "end" => ScriptedProvider.Stream(begun),
            "reset" => ScriptedProvider.StreamBytes(begun.Select(Encoding.UTF8.GetBytes), async context =>
            {
                await read.Task; // A reset throws away what the other side has not read yet.
                context.Abort();
            }),
            "error" => ScriptedProvider.Stream([.. begun, Samples.ErrorEvent, Samples.Done]),
            "half-comment" => ScriptedProvider.Stream([.. begun, ": keep"]),
            "half-event" => ScriptedProvider.Stream([.. begun, "data: {\"id\":\"c\",\"choices\":[{\"delta\":{\"cont"]),
            _ => ScriptedProvider.Silent(left, begun),
        });
        await using var other = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([bad, other], timeouts: "{\"idle\":0.2}"));

        using var answer = await router.ChatAsync(Samples.Request("m", stream: true), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var first = (char)reader.Read();
        read.SetResult();
        var text = first + await reader.ReadToEndAsync(TestContext.Current.CancellationToken);

        Assert.StartsWith(Samples.Role + Samples.Text("Hal"), text);
        Assert.DoesNotContain("[DONE]", text);
        var last = text[(Samples.Role + Samples.Text("Hal")).Length..];
        Assert.StartsWith("data: {\"error\":", last);
        var error = JsonDocument.Parse(last["data: ".Length..]).RootElement.GetProperty("error");
        Assert.Equal(fault switch { "idle" => "provider_idle_timeout", "error" => "server_error", "reset" => "provider_connection_broken", _ => "provider_stream_broken" }, error.GetProperty("code").GetString());
        Assert.False(string.IsNullOrEmpty(error.GetProperty("message").GetString()));
        Assert.Empty(other.Requests);
        if (fault == "idle")
        {
            await left.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("data: [DONE]")]
    [InlineData("data: [DONE]\r\n")]
    public async Task Can_CompleteAStreamThatOnlyLacksItsEndMarker(string tail)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, tail));
        await using var router = await RouterUnderTest.StartAsync(provider);

        var text = await router.StreamAsync();

        Assert.StartsWith(Samples.Role + Samples.Text("Hi") + Samples.Finish + Samples.Usage + ": yyc3 model=m deployment=p0/up0 attempts=1 cost=unknown\n\n", text);
        Assert.EndsWith("\n\n", text);
        Assert.Equal(2, text.Split("data: [DONE]").Length);
    }

    [Theory]
    [InlineData("{\"reasoning_content\":\"Let me\"}")]
    [InlineData("{\"reasoning\":\"Let me\"}")]
    [InlineData("{\"content\":null,\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}")]
    [InlineData("{\"refusal\":\"No\"}")]
    [InlineData("{\"audio\":{\"id\":\"a\"}}")]
    [InlineData("{\"content\":\"x\"}")]
    public async Task Can_CommitOnAnyKindOfContent(string delta)
    {
        var chunk = $"data: {{\"choices\":[{{\"index\":0,\"delta\":{delta},\"finish_reason\":null}}]}}\n\n";
        await using var bad = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, chunk));
        await using var other = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("other"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(bad, other);

        var text = await router.StreamAsync();

        Assert.StartsWith(Samples.Role + chunk + "data: {\"error\":", text);
    }

    [Fact]
    public async Task Can_TellAnErrorFieldOfTheProviderFromOneInTheAnswer()
    {
        const string tool = "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_result\":{\"error\":{\"message\":\"tool's own\"}},\"content\":\"\\\"error\\\": {\"}}]}\n\n";
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("a"), tool, Samples.Text("error"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(provider);

        Assert.Equal(
            Samples.Text("a") + tool + Samples.Text("error") + Samples.Finish + ": yyc3 model=m deployment=p0/up0 attempts=1 cost=unknown\n\n" + Samples.Done,
            await router.StreamAsync());
    }
}
