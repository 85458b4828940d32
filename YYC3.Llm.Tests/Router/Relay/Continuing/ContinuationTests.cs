using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay.Continuing;

/// <summary>Streams that break off after their first content, over real sockets.</summary>
public sealed class ContinuationTests
{
    private const string Request = """{"model":"m","messages":[{"role":"user","content":"Hello"}],"stream":true,"max_tokens":100}""";

    private static readonly string[] Whole = ["Once upon a time, ", "in a land far away, ", "there lived a fox ", "and 一只懒狗", " under an old tree."];

    public static TheoryData<int, string> Breaks
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var at = 1; at < Whole.Length; at++)
            {
                foreach (var second in new[] { "goes-on", "begins-again", "repeats" })
                {
                    data.Add(at, second);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task Can_CarryOnWithAnotherCandidate(int at, string second)
    {
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Stream([Samples.Role, .. Whole[..at].Select(Samples.Text)]));
        var rest = second switch
        {
            "goes-on" => Whole[at..],
            "begins-again" => Whole,
            _ => Whole[(at - 1)..],
        };
        await using var other = await ScriptedProvider.StartAsync(ScriptedProvider.Stream([Samples.Role, .. rest.Select(Samples.Text), Samples.Finish, Samples.Usage, Samples.Done]));
        await using var router = await RouterUnderTest.StartAsync(first, other);

        var events = await AskAsync(router, Request);

        Assert.Equal(string.Concat(Whole), Text(events));
        Assert.EndsWith("data: [DONE]\n\n", events);
        Assert.Equal(1, events.Split("\"finish_reason\":\"stop\"").Length - 1);
        Assert.Equal(1, events.Split("\"role\":\"assistant\"").Length - 1);
        Assert.Contains("deployment=p1/up1 attempts=2", events);
        var asked = JsonNode.Parse(other.Requests.Single().Text)!;
        Assert.Equal("up1", asked["model"]!.GetValue<string>());
        Assert.Equal(string.Concat(Whole[..at]), asked["messages"]![1]!["content"]!.GetValue<string>());
        Assert.InRange(asked["max_tokens"]!.GetValue<double>(), 50, 99);
    }

    [Fact]
    public async Task Can_CarryOnWithTheOnlyCandidate()
    {
        var calls = 0;
        await using var provider = await ScriptedProvider.StartAsync(context => (++calls == 1
            ? ScriptedProvider.Stream(Samples.Role, Samples.Text("Once upon "), Samples.ErrorEvent)
            : ScriptedProvider.Stream(Samples.Role, Samples.Text("a time."), Samples.Finish, Samples.Done))(context));
        await using var router = await RouterUnderTest.StartAsync(provider);

        Assert.Equal("Once upon a time.", Text(await AskAsync(router, Request)));
    }

    [Theory]
    [InlineData("off")]
    [InlineData(null)]
    public async Task Refuses_ToCarryOnUnasked(string? header)
    {
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Once ")));
        await using var other = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(first, other);

        var events = await AskAsync(router, Request, header);

        Assert.Contains("provider_stream_broken", events);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Refuses_ToCarryOnAToolCall()
    {
        const string Tool = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"x\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{\"}}]}}]}\n\n";
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Let me see. "), Tool));
        await using var other = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(first, other);

        Assert.Contains("\"error\"", await AskAsync(router, Request));
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Can_EndWithAnErrorWhenNobodyCarriesOn()
    {
        await using var first = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Role, Samples.Text("Once ")));
        await using var other = await ScriptedProvider.StartAsync(ScriptedProvider.Json(500, "{}"));
        await using var router = await RouterUnderTest.StartAsync(first, other);

        var events = await AskAsync(router, Request);

        Assert.Equal("Once ", Text(events));
        Assert.Contains("\"error\"", events);
        Assert.DoesNotContain("[DONE]", events);
        Assert.Single(other.Requests);
    }

    private static async Task<string> AskAsync(RouterUnderTest router, string body, string? header = "on")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        if (header is not null)
        {
            request.Headers.Add("x-yyc3-continue", header);
        }

        using var answer = await router.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static string Text(string events) => string.Concat(events.Split("\n\n")
        .Where(block => block.StartsWith("data: {", StringComparison.Ordinal))
        .Select(block => JsonDocument.Parse(block["data: ".Length..]).RootElement)
        .Where(chunk => chunk.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out _))
        .Select(chunk => chunk.GetProperty("choices")[0].GetProperty("delta").GetProperty("content").GetString()));
}
