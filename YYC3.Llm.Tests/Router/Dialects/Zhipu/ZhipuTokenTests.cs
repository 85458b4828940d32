using System.Buffers.Text;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Dialects.Zhipu;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Zhipu;

public sealed class ZhipuTokenTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Can_SignATokenAndKeepItForADay()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, ZhipuSamples.Completion));
        await using var router = await StartAsync(provider, "\"the-id.the-secret\"");

        await AskAsync(router);
        time.Advance(TimeSpan.FromHours(22.9));
        await AskAsync(router);
        time.Advance(TimeSpan.FromHours(0.2));
        await AskAsync(router);

        var tokens = provider.Requests.Select(request => request.Headers["Authorization"]).ToList();
        Assert.Equal(tokens[0], tokens[1]);
        Assert.NotEqual(tokens[0], tokens[2]);
        var (header, payload) = Verify(tokens[0], "the-secret");
        Assert.Equal("""{"alg":"HS256","sign_type":"SIGN"}""", header);
        var begun = new DateTimeOffset(2026, 8, 1, 6, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();
        Assert.Equal($$"""{"api_key":"the-id","exp":{{begun + 86_400_000}},"timestamp":{{begun}}}""", payload);
        Assert.All(tokens, token => Assert.DoesNotContain("the-secret", token, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Can_SignAnewWhenTheTokenIsRefused()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        provider.Script = context =>
        {
            var first = provider.Requests.Count == 1;
            time.Advance(TimeSpan.FromMinutes(1));
            return (first ? ScriptedProvider.Json(401, ZhipuSamples.Error("1003", "token expired")) : ScriptedProvider.Json(200, ZhipuSamples.Completion))(context);
        };
        await using var router = await StartAsync(provider, "\"the-id.the-secret\"");

        await AskAsync(router);

        Assert.Equal(2, provider.Requests.Select(request => request.Headers["Authorization"]).Distinct().Count());
    }

    [Fact]
    public async Task Can_SendAKeyOfAnotherFormAsItIs()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, ZhipuSamples.Completion));
        await using var router = await StartAsync(provider, "\"no-secret\"");

        await AskAsync(router);

        Assert.Equal("Bearer no-secret", Assert.Single(provider.Requests).Headers["Authorization"]);
    }

    [Theory]
    [InlineData("a.b", true)]
    [InlineData("a.", false)]
    [InlineData(".b", false)]
    [InlineData("a.b.c", false)]
    [InlineData("", false)]
    public void Keys_HaveTwoParts(string key, bool split) => Assert.Equal(split, ZhipuToken.IsSplit(key));

    private Task<RouterUnderTest> StartAsync(ScriptedProvider provider, string keys) =>
        RouterUnderTest.StartAsync(OneProvider.Models(provider, "zhipu", keys, more: "\"auth\":\"jwt\""), services => services.AddSingleton<TimeProvider>(time));

    private static async Task AskAsync(RouterUnderTest router)
    {
        using var answer = await router.ChatAsync(Samples.Request("m"));
        Assert.True(answer.StatusCode == HttpStatusCode.OK, await answer.TextAsync());
    }

    private static (string Header, string Payload) Verify(string authorization, string secret)
    {
        Assert.StartsWith("Bearer ", authorization, StringComparison.Ordinal);
        var parts = authorization["Bearer ".Length..].Split('.');
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"));
        Assert.Equal(3, parts.Length);
        Assert.Equal(Base64Url.EncodeToString(signature), parts[2]);
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
        return (Encoding.UTF8.GetString(Base64Url.DecodeFromChars(parts[0])), payload.RootElement.GetRawText());
    }
}
