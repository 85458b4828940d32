using System.Text;
using System.Text.Json;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.ResponseCache;

/// <summary>Repeated calls, over real sockets.</summary>
public sealed class ResponseCacheTests
{
    private static readonly string[] Streamed = [Samples.Role, Samples.Text("Hi "), Samples.Text("你好"), Samples.Finish, Samples.Usage, Samples.Done];

    [Fact]
    public async Task Can_AnswerTheSameCallAgainWithoutAskingAnybody()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var first = await AskAsync(router, Samples.Request("m"));
        Assert.Equal("miss", Header(first, "x-yyc3-cache"));
        await KeptAsync(router, 1);
        using var second = await AskAsync(router, """{ "messages" : [{"role":"user","content":"Hello"}], "user":"somebody else", "model":"m" }""");

        Assert.Equal("hit", Header(second, "x-yyc3-cache"));
        Assert.Equal("0", Header(second, "x-yyc3-cost"));
        Assert.Equal("p0/up0", Header(second, "x-yyc3-deployment"));
        Assert.Equal(Samples.Completion, await TextAsync(second));
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello "}]}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"temperature":1}""")]
    [InlineData("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"tools":[{"type":"function","function":{"name":"f"}}]}""")]
    [InlineData("""{"model":"p0/up0","messages":[{"role":"user","content":"Hello"}]}""")]
    public async Task Refuses_ToTakeAnotherCallForTheSame(string other)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var first = await AskAsync(router, Samples.Request("m"));
        await KeptAsync(router, 1);
        using var second = await AskAsync(router, other);

        Assert.Equal("miss", Header(second, "x-yyc3-cache"));
        Assert.Equal(2, provider.Requests.Count);
    }

    [Fact]
    public async Task Refuses_ToShareAnswersBetweenProjects()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var first = await AskAsync(router, Samples.Request("m"), tenant: "proj_a");
        await KeptAsync(router, 1);
        using var second = await AskAsync(router, Samples.Request("m"), tenant: "proj_b");

        Assert.Equal("miss", Header(second, "x-yyc3-cache"));
    }

    [Fact]
    public async Task Can_ReplayAStreamAndAnswerAPlainCallFromIt()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Streamed));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var first = await AskAsync(router, Samples.Request("m", stream: true));
        await TextAsync(first);
        await KeptAsync(router, 1);
        using var plain = await AskAsync(router, Samples.Request("m"));
        using var again = await AskAsync(router, Samples.Request("m", stream: true));
        using var quiet = await AskAsync(router, """{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true}""");

        using var completion = JsonDocument.Parse(await TextAsync(plain));
        Assert.Equal("chat.completion", completion.RootElement.GetProperty("object").GetString());
        Assert.Equal("Hi 你好", completion.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal("stop", completion.RootElement.GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.Equal(9, completion.RootElement.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());

        var events = await TextAsync(again);
        Assert.EndsWith("data: [DONE]\n\n", events);
        Assert.Contains(": yyc3 cache=hit cost=0\n\n", events);
        Assert.Contains("\"usage\":{", events);
        Assert.Equal("Hi 你好", Content(events));
        Assert.DoesNotContain("\"usage\":{", await TextAsync(quiet));
        Assert.Single(provider.Requests);
    }

    [Theory]
    [InlineData("{\"model\":\"m\"}", "hit", "miss")]
    [InlineData("{\"project\":\"proj_a\"}", "hit", "miss")]
    [InlineData("{\"tag\":\"faq\",\"project\":\"proj_a\"}", "hit", "miss")]
    [InlineData("{\"tag\":\"other\",\"project\":\"proj_a\"}", "hit", "hit")]
    [InlineData("{\"model\":\"another\"}", "hit", "hit")]
    public async Task Can_BeMadeInvalid(string what, string before, string after)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var first = await AskAsync(router, Samples.Request("m"), tenant: "proj_a", tags: "faq,docs");
        await KeptAsync(router, 1);
        using var second = await AskAsync(router, Samples.Request("m"), tenant: "proj_a");
        using var invalidated = await router.PostAsync("/admin/cache/invalidate", Encoding.UTF8.GetBytes(what));
        Assert.True(invalidated.IsSuccessStatusCode, await TextAsync(invalidated));
        using var third = await AskAsync(router, Samples.Request("m"), tenant: "proj_a");

        Assert.Equal(before, Header(second, "x-yyc3-cache"));
        Assert.Equal(after, Header(third, "x-yyc3-cache"));
    }

    [Fact]
    public async Task Can_BeSteeredByHeaders()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var off = await AskAsync(router, Samples.Request("m"), mode: "off");
        Assert.False(off.Headers.Contains("x-yyc3-cache"));
        using var first = await AskAsync(router, Samples.Request("m"));
        await KeptAsync(router, 1);
        using var refreshed = await AskAsync(router, Samples.Request("m"), mode: "refresh");
        Assert.Equal("miss", Header(refreshed, "x-yyc3-cache"));
        using var read = await AskAsync(router, Samples.Request("m"), mode: "read-only");
        Assert.Equal("hit", Header(read, "x-yyc3-cache"));
        using var wrong = await AskAsync(router, Samples.Request("m"), mode: "maybe");
        Assert.Equal(400, (int)wrong.StatusCode);
        Assert.Contains("x-yyc3-cache", await TextAsync(wrong));
        Assert.Equal(3, provider.Requests.Count);
    }

    [Fact]
    public async Task Refuses_ToKeepFailuresAndBrokenStreams()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(500, "{}"));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var failed = await AskAsync(router, Samples.Request("m"));
        provider.Script = ScriptedProvider.Stream(Samples.Role, Samples.Text("Hi"));
        using var broken = await AskAsync(router, Samples.Request("m", stream: true));
        await TextAsync(broken);
        provider.Script = ScriptedProvider.Stream(Streamed);
        using var whole = await AskAsync(router, Samples.Request("m", stream: true));

        Assert.Equal("miss", Header(whole, "x-yyc3-cache"));
        await TextAsync(whole);
        await KeptAsync(router, 1);
    }

    private static async Task<HttpResponseMessage> AskAsync(RouterUnderTest router, string body, string mode = "on", string tenant = "proj_default", string? tags = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("x-yyc3-cache", mode);
        request.Headers.Add(CallerHeaders.Tenant, tenant);
        if (tags is not null)
        {
            request.Headers.Add("x-yyc3-tags", tags);
        }

        return await router.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    // Answers are kept by a worker after the call has ended.
    private static async Task KeptAsync(RouterUnderTest router, int count)
    {
        for (var start = TimeProvider.System.GetTimestamp(); (await router.Client.GetJsonAsync("/admin/cache")).GetProperty("kept").GetInt32() < count;)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), "The answer was not kept in time.");
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
    }

    private static string Header(HttpResponseMessage answer, string name) => answer.Headers.GetValues(name).Single();

    private static Task<string> TextAsync(HttpResponseMessage answer) => answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

    private static string Content(string events) => string.Concat(events.Split("\n\n")
        .Where(block => block.StartsWith("data: {", StringComparison.Ordinal))
        .Select(block => JsonDocument.Parse(block["data: ".Length..]).RootElement.GetProperty("choices"))
        .Where(choices => choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out _))
        .Select(choices => choices[0].GetProperty("delta").GetProperty("content").GetString()));
}
