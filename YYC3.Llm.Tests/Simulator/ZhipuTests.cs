using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using YYC3.Llm.Simulator;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>Zhipu: keys and signed tokens, refusals, usage unasked, whole tool calls.</summary>
public class ZhipuTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private const string Path = "/zhipu/api/paas/v4/chat/completions";
    private const string Body = """{"model":"sim","messages":[{"role":"user","content":"hi"}]""";

    private Task<WireReply> Post(string more, string authorization = "Bearer id.secret") =>
        WireClient.PostAsync(simulator.Url, Path, Body + more + "}", null, $"Authorization: {authorization}\r\n");

    private static string Token(string secret, long expires, string head = """{"alg":"HS256","sign_type":"SIGN"}""")
    {
        var signed = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(head)) + "." + Base64Url.EncodeToString(Encoding.UTF8.GetBytes($$"""{"api_key":"id","exp":{{expires}},"timestamp":1}"""));
        return signed + "." + Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.ASCII.GetBytes(signed)));
    }

    [Fact]
    public async Task Can_check_keys_and_signed_tokens()
    {
        await using var own = await SimulatorHost.StartAsync(new() { ApiKey = "id.s3" });
        async Task<string> Code(string authorization)
        {
            var reply = await WireClient.PostAsync(own.Url, Path, Body + "}", null, $"Authorization: {authorization}\r\n");
            return reply.Status == 200 ? "" : DialectCall.Json(reply).GetProperty("error").GetProperty("code").GetString()!;
        }

        const long Never = 9_000_000_000_000;
        Assert.Equal("", await Code("Bearer id.s3"));
        Assert.Equal("1000", await Code("Bearer id.s4"));
        Assert.Equal("", await Code(Token("s3", Never)));
        Assert.Equal("", await Code("Bearer " + Token("s3", Never)));
        Assert.Equal("1000", await Code(Token("s4", Never)));
        Assert.Equal("1003", await Code(Token("s3", 1_000)));
        Assert.Equal("1002", await Code(Token("s3", Never, """{"alg":"HS256"}""")));
        Assert.Equal("1002", await Code("Bearer nothing"));
    }

    [Theory]
    [InlineData(""","stream":true,"stream_options":{"include_usage":true}""", "stream_options")]
    [InlineData(""","top_p":1""", "top_p")]
    [InlineData(""","max_completion_tokens":5""", "max_completion_tokens")]
    [InlineData(""","tool_choice":"required" """, "tool_choice")]
    [InlineData(""","frequency_penalty":0.5""", "frequency_penalty")]
    [InlineData(""","tool_stream":true""", "tool_stream")]
    [InlineData(""","tools":[{"type":"function","function":{"name":"f","strict":true}}]""", "strict")]
    public async Task Refuses_what_zhipu_refuses(string more, string named)
    {
        var reply = await Post(more);

        var error = DialectCall.Json(reply).GetProperty("error");
        Assert.Equal((400, "1210"), (reply.Status, error.GetProperty("code").GetString()));
        Assert.Contains(named, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_stream_with_usage_that_nobody_asked_for()
    {
        var reply = await DialectCall.ChatAsync(simulator.Url, "zhipu", "sim-reasoning?reasoning=2&chunks=2&prompt=6&cached=4", stream: true);

        var events = DialectCall.Events(reply);
        Assert.EndsWith("data: [DONE]\n\n", reply.Text, StringComparison.Ordinal);
        Assert.All(events, one => Assert.Equal("assistant", one.GetProperty("choices")[0].GetProperty("delta").GetProperty("role").GetString()));
        Assert.All(events, one => Assert.False(one.TryGetProperty("object", out _)));
        Assert.Equal(4, events[^1].GetProperty("usage").GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal("stop", events[^1].GetProperty("choices")[0].GetProperty("finish_reason").GetString());
        Assert.True(events[0].GetProperty("choices")[0].GetProperty("delta").TryGetProperty("reasoning_content", out _));
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData(""","tool_stream":true""", 4)]
    public async Task Can_stream_calls_whole_or_in_fragments(string more, int pieces)
    {
        var reply = await WireClient.PostAsync(simulator.Url, Path, """{"model":"sim-tools?chunks=3","stream":true,"messages":[{"role":"user","content":"hi"}]""" + more + "}", null, "Authorization: Bearer id.secret\r\n");

        Assert.Equal(pieces, DialectCall.Events(reply).Count(one => one.GetProperty("choices")[0].GetProperty("delta").TryGetProperty("tool_calls", out _)));
    }

    [Fact]
    public async Task Can_embed() => Assert.Equal(2048, DialectCall.Json(await WireClient.PostAsync(simulator.Url, "/zhipu/api/paas/v4/embeddings", """{"model":"sim","input":"账单"}""", null, "Authorization: Bearer id.secret\r\n"))
        .GetProperty("data")[0].GetProperty("embedding").GetArrayLength());
}
