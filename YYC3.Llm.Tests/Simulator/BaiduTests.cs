namespace YYC3.Llm.Tests.Simulator;

/// <summary>Baidu's two APIs: Qianfan v2, and ERNIE's first one with its tokens.</summary>
public class BaiduTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private const string Workshop = "/wenxin/rpc/2.0/ai_custom/v1/wenxinworkshop/";
    private const string Hello = """{"messages":[{"role":"user","content":"hi"}]}""";

    private Task<WireReply> Chat(string token, string body) => WireClient.PostAsync(simulator.Url, $"{Workshop}chat/completions_pro?access_token={token}", body);

    private static int Code(WireReply reply) => DialectCall.Json(reply).TryGetProperty("error_code", out var code) ? code.GetInt32() : 0;

    [Fact]
    public async Task Can_flag_each_choice_of_qianfan()
    {
        var reply = await DialectCall.ChatAsync(simulator.Url, "qianfan", "sim?chunks=2", stream: true);

        Assert.All(DialectCall.Events(reply), one => Assert.Equal(0, one.GetProperty("choices")[0].GetProperty("flag").GetInt32()));
        Assert.EndsWith("data: [DONE]\n\n", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_rerank_and_embed_at_qianfan_and_openai()
    {
        const string Documents = """{"model":"sim","query":"install a package","documents":["天气很好","how to install a package"],"top_n":1}""";
        foreach (var path in (string[])["/qianfan/v2/rerank", "/v1/rerank"])
        {
            var best = DialectCall.Json(await WireClient.PostAsync(simulator.Url, path, Documents, null, "Authorization: Bearer k\r\n")).GetProperty("results");

            Assert.Equal((1, 1), (best.GetArrayLength(), best[0].GetProperty("index").GetInt32()));
        }

        var vectors = DialectCall.Json(await WireClient.PostAsync(simulator.Url, "/qianfan/v2/embeddings", """{"model":"sim","input":["a","b"]}""", null, "Authorization: Bearer k\r\n"));
        Assert.Equal(2, vectors.GetProperty("data").GetArrayLength());
    }

    [Fact]
    public async Task Can_use_up_and_refuse_tokens()
    {
        var few = await DialectCall.TokenAsync(simulator.Url, "ak-uses-2");
        var dead = await DialectCall.TokenAsync(simulator.Url, "ak-ttl-0");

        Assert.Equal(0, Code(await Chat(few, Hello)));
        Assert.Equal(0, Code(await Chat(few, Hello)));
        Assert.Equal(111, Code(await Chat(few, Hello)));
        Assert.Equal(111, Code(await Chat(dead, Hello)));
        var never = await Chat("24.none", Hello);
        Assert.Equal((200, 110), (never.Status, Code(never)));
        var unknown = await WireClient.PostAsync(simulator.Url, "/wenxin/oauth/2.0/token?grant_type=client_credentials&client_id=unknown&client_secret=s", "");
        Assert.Equal("invalid_client", DialectCall.Json(unknown).GetProperty("error").GetString());
    }

    [Fact]
    public async Task Can_stream_with_zero_completion_tokens_until_the_end()
    {
        var reply = await DialectCall.ChatAsync(simulator.Url, "wenxin", "sim?chunks=2&tokens=38&prompt=4", stream: true);

        var events = DialectCall.Events(reply);
        Assert.Equal([0, 0, 38], events.Select(one => one.GetProperty("usage").GetProperty("completion_tokens").GetInt32()));
        Assert.Equal([false, false, true], events.Select(one => one.GetProperty("is_end").GetBoolean()));
        Assert.Equal([0, 1, 2], events.Select(one => one.GetProperty("sentence_id").GetInt32()));
        Assert.DoesNotContain("[DONE]", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"system","content":"s"}]}""", "no system role")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}""", "odd number")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"user","content":"c"}]}""", "messages[1].role")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"temperature":0}""", "temperature")]
    [InlineData("""{"messages":[{"role":"user","content":"a"}],"max_tokens":5}""", "max_tokens: there is no such field")]
    [InlineData("""{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"","function_call":{"name":"f","arguments":"{}"}},{"role":"user","content":"c"}]}""", "not answered")]
    public async Task Refuses_what_ernie_refuses(string body, string named)
    {
        var reply = await Chat(await DialectCall.TokenAsync(simulator.Url), body);

        Assert.Equal((200, 336001), (reply.Status, Code(reply)));
        Assert.Contains(named, DialectCall.Json(reply).GetProperty("error_msg").GetString(), StringComparison.Ordinal);
    }
}
