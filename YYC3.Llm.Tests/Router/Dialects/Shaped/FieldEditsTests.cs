using System.Net;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Shaped;

/// <summary>What a provider or deployment declares in <c>drop</c> and <c>rename</c>.</summary>
public sealed class FieldEditsTests
{
    [Fact]
    public async Task Can_DropAndRenameFields()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(
            provider, "openai", more: """ "drop": ["seed","logit_bias"], "rename": {"max_completion_tokens":"max_tokens"} """, deployment: """ "drop": ["user"], "body": {"seed": 7} """));

        using var answer = await router.ChatAsync(
            """{ "seed": 1, "model":"m", "max_completion_tokens": 50,"messages":[{"role":"user","content":"seed \u00e9","seed":2}], "logit_bias" : {} , "user":"u","n":1}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(
            """{"model":"up","max_tokens":50,"messages":[{"role":"user","content":"seed \u00e9","seed":2}],"n":1,"seed":7}""", Assert.Single(provider.Requests).Text);
        Assert.Equal(
            "max_completion_tokens sent as max_tokens: configured for p/up; seed dropped: configured for p/up; logit_bias dropped: configured for p/up; user dropped: configured for p/up",
            answer.Warnings());
    }

    [Fact]
    public async Task Can_LeaveBytesAloneThatNoRuleConcerns()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "openai", more: """ "drop": ["seed"] """));
        const string request = """{ "model" : "m" ,  "messages":[ {"role":"user","content":"x"} ] }""";

        using var answer = await router.ChatAsync(request);

        Assert.Equal(request.Replace("\"m\"", "\"up\"", StringComparison.Ordinal), Assert.Single(provider.Requests).Text);
        Assert.Equal("", answer.Warnings());
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":5,"max_completion_tokens":6}""", """{"model":"up","messages":[{"role":"user","content":"x"}],"max_tokens":6}""")]
    [InlineData("""{"model":"m","max_completion_tokens":6,"messages":[{"role":"user","content":"x"}],"max_tokens":5}""", """{"model":"up","max_tokens":6,"messages":[{"role":"user","content":"x"}]}""")]
    [InlineData("""{"model":"m","max_completion_tokens":null,"messages":[{"role":"user","content":"x"}],"max_tokens":5}""", """{"model":"up","messages":[{"role":"user","content":"x"}],"max_tokens":5}""")]
    public async Task Can_RenameOntoAFieldThatIsThere(string request, string sent)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "openai", more: """ "rename": {"max_completion_tokens":"max_tokens"} """));

        using var answer = await router.ChatAsync(request);

        Assert.Equal(sent, Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task Can_AskForAStreamsUsageBeside()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "openai", more: """ "drop": ["seed"] """));

        using var answer = await router.ChatAsync("""{"model":"m","stream":true,"seed":1,"messages":[{"role":"user","content":"x"}]}""");

        Assert.DoesNotContain("prompt_tokens", await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal("""{"model":"up","stream":true,"messages":[{"role":"user","content":"x"}],"stream_options":{"include_usage":true}}""", Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task Can_DropTheWishForUsage()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "openai", more: """ "drop": ["stream_options"] """));

        using var answer = await router.ChatAsync("""{"model":"m","stream":true,"messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal("""{"model":"up","stream":true,"messages":[{"role":"user","content":"x"}]}""", Assert.Single(provider.Requests).Text);
        Assert.Equal("", answer.Warnings());
    }

    [Fact]
    public async Task Can_ForgetTheWarningsOfAnAttemptThatFailed()
    {
        await using var failing = await ScriptedProvider.StartAsync(ScriptedProvider.Json(500, "no"));
        await using var working = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([failing, working]).Replace("\"model\":\"up0\"", "\"model\":\"up0\",\"drop\":[\"seed\"]", StringComparison.Ordinal));

        using var answer = await router.ChatAsync("""{"model":"m","seed":1,"messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.DoesNotContain("seed", Assert.Single(failing.Requests).Text, StringComparison.Ordinal);
        Assert.Contains("\"seed\":1", Assert.Single(working.Requests).Text, StringComparison.Ordinal);
        Assert.Equal("", answer.Warnings());
    }
}
