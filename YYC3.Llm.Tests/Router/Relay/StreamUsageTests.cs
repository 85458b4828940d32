using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay;

/// <summary>The ledger needs a stream's usage; callers get it when they ask.</summary>
public sealed class StreamUsageTests
{
    private const string Asked = "\"stream_options\":{\"include_usage\":true}";

    public static TheoryData<string, string> Requests => new()
    {
        { """{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""", """{"stream_options":{"include_usage":true},"model":"up0","messages":[{"role":"user","content":"Hi"}],"stream":true}""" },
        { """ {"stream":true,"stream_options":null,"model":"m","messages":[{"role":"user","content":"Hi"}]}""", """ {"stream":true,"stream_options":{"include_usage":true},"model":"up0","messages":[{"role":"user","content":"Hi"}]}""" },
        { """{"model":"m","stream_options":{"include_usage":false,"include_obfuscation":false},"stream":true,"messages":[{"role":"user","content":"Hi"}]}""", """{"model":"up0","stream_options":{"include_usage":true,"include_obfuscation":false},"stream":true,"messages":[{"role":"user","content":"Hi"}]}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Can_AskForUsageAndKeepItBack(string request, string sent)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.ChatAsync(request);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(sent, provider.Requests.Single().Text);
        Assert.StartsWith(Samples.Role + Samples.Text("Hi") + Samples.Finish + ": yyc3 ", text);
        Assert.EndsWith(Samples.Done, text);
    }

    [Fact]
    public async Task Can_PassUsageOnToWhoAsks()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(provider);

        Assert.Contains(Samples.Usage, await router.StreamAsync());
    }

    [Fact]
    public async Task Refuses_ToAskProvidersThatDoNotKnowTheOption()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider]).Replace("\"keys\"", "\"streamUsage\":false,\"keys\"", StringComparison.Ordinal));

        using var answer = await router.ChatAsync("""{"model":"m","messages":[{"role":"user","content":"Hi"}],"stream":true}""");

        Assert.True(answer.IsSuccessStatusCode);
        Assert.DoesNotContain(Asked, provider.Requests.Single().Text);
    }
}
