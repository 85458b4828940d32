using System.Text;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Messages;

/// <summary>A provider that speaks Messages need not count their tokens: many do not.</summary>
public sealed class TokenCountFallbackTests
{
    private const string Request = """{"model":"m","messages":[{"role":"user","content":"Hello world"}]}""";

    [Theory]
    [InlineData(404, "<html>")]
    [InlineData(429, "{}")]
    [InlineData(500, "{}")]
    [InlineData(200, "no json")]
    [InlineData(200, "{\"tokens\":7}")]
    public async Task Can_CountItselfWhereTheProviderDoesNot(int status, string body)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(status, body));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "anthropic"));

        using var answer = await router.PostAsync("/v1/messages/count_tokens", Encoding.UTF8.GetBytes(Request));

        Assert.Equal(6, (await answer.JsonAsync()).GetProperty("input_tokens").GetInt32());
        Assert.Equal("/v1/messages/count_tokens", provider.Requests.Single().Path);
    }

    [Fact]
    public async Task Can_CountItselfWhereTheProviderIsDown()
    {
        var provider = await ScriptedProvider.StartAsync();
        var models = OneProvider.Models(provider, "anthropic");
        await provider.DisposeAsync();
        await using var router = await RouterUnderTest.StartAsync(models);

        using var answer = await router.PostAsync("/v1/messages/count_tokens", Encoding.UTF8.GetBytes(Request));

        Assert.Equal(6, (await answer.JsonAsync()).GetProperty("input_tokens").GetInt32());
    }

    [Fact]
    public async Task Can_AskWithTheNextKey()
    {
        await using var provider = await ScriptedProvider.StartAsync(context => context.Request.Headers["x-api-key"] == "good"
            ? ScriptedProvider.Json(200, "{\"input_tokens\":2095}")(context)
            : ScriptedProvider.Json(401, "{}")(context));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "anthropic", keys: "\"bad\",\"good\""));
        router.Client.DefaultRequestHeaders.Add("anthropic-beta", "token-counting-2024-11-01");

        using var answer = await router.PostAsync("/v1/messages/count_tokens", Encoding.UTF8.GetBytes(Request));

        Assert.Equal(2095, (await answer.JsonAsync()).GetProperty("input_tokens").GetInt32());
        Assert.Equal(["bad", "good"], provider.Requests.Select(request => request.Headers["x-api-key"]));
        Assert.All(provider.Requests, request => Assert.Equal("token-counting-2024-11-01", request.Headers["anthropic-beta"]));
    }
}
