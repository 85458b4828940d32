namespace YYC3.Llm.Tests.Simulator;

/// <summary>DashScope's native form: numbered events, whole or growing texts, refusals.</summary>
public class DashScopeTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private const string Services = "/dashscope/api/v1/services/";
    private const string Generation = "aigc/text-generation/generation";

    private Task<WireReply> Post(string path, string body, bool stream = false) =>
        WireClient.PostAsync(simulator.Url, Services + path, body, null, "Authorization: Bearer k\r\n" + (stream ? "X-DashScope-SSE: enable\r\n" : ""));

    private static string Body(string parameters, string model = "sim?text=abcdefgh&chunks=2&tokens=6&prompt=26") =>
        $$$"""{"model":"{{{model}}}","input":{"messages":[{"role":"user","content":"hi"}]},"parameters":{{{{parameters}}}}}""";

    [Theory]
    [InlineData("true", "abcd,efgh,")]
    [InlineData("false", "abcd,abcdefgh,abcdefgh")]
    public async Task Can_stream_what_is_new_or_all_so_far(string incremental, string expected)
    {
        var reply = await Post(Generation, Body($"\"result_format\":\"message\",\"incremental_output\":{incremental}"), stream: true);

        var choices = DialectCall.Events(reply).Select(one => one.GetProperty("output").GetProperty("choices")[0]).ToArray();
        Assert.StartsWith("id:1\nevent:result\n:HTTP_STATUS/200\ndata:{\"output\":{\"choices\":[{\"message\":{", reply.Text, StringComparison.Ordinal);
        Assert.Equal(expected, string.Join(',', choices.Select(choice => choice.GetProperty("message").GetProperty("content").GetString())));
        Assert.Equal("null,null,stop", string.Join(',', choices.Select(choice => choice.GetProperty("finish_reason").GetString())));
        Assert.Equal([28, 30, 32], DialectCall.Events(reply).Select(one => one.GetProperty("usage").GetProperty("total_tokens").GetInt32()));
        Assert.DoesNotContain("[DONE]", reply.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "result_format")]
    [InlineData("\"result_format\":\"text\"", "result_format")]
    [InlineData("\"result_format\":\"message\",\"top_p\":1", "top_p")]
    [InlineData("\"result_format\":\"message\",\"temperature\":2", "temperature")]
    [InlineData("\"result_format\":\"message\",\"stream\":true", "parameters.stream")]
    [InlineData("\"result_format\":\"message\",\"tool_choice\":\"required\"", "tool_choice")]
    public async Task Refuses_what_dashscope_refuses(string parameters, string named)
    {
        var reply = await Post(Generation, Body(parameters));

        Assert.Equal((400, "InvalidParameter"), (reply.Status, DialectCall.Json(reply).GetProperty("code").GetString()));
        Assert.Contains(named, DialectCall.Json(reply).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_see_images_in_native_parts()
    {
        var reply = await Post("aigc/multimodal-generation/generation", """{"model":"sim-see","input":{"messages":[{"role":"user","content":[{"image":"data:image/jpeg;base64,/9j/"},{"image":"http://a/b"},{"text":"what?"}]}]}}""");

        Assert.Equal("2 images: image/jpeg, url", DialectCall.Json(reply).GetProperty("output").GetProperty("choices")[0].GetProperty("message").GetProperty("content")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task Can_embed_and_rerank()
    {
        var vectors = DialectCall.Json(await Post("embeddings/text-embedding/text-embedding", """{"model":"sim","input":{"texts":["a","b"]},"parameters":{"text_type":"query","dimension":64}}"""));
        var ranked = DialectCall.Json(await Post("rerank/text-rerank/text-rerank", """{"model":"sim","input":{"query":"install a package","documents":["天气很好","how to install a package"]},"parameters":{"top_n":1,"return_documents":true}}"""));

        Assert.Equal([0, 1], vectors.GetProperty("output").GetProperty("embeddings").EnumerateArray().Select(item => item.GetProperty("text_index").GetInt32()));
        Assert.Equal(64, vectors.GetProperty("output").GetProperty("embeddings")[0].GetProperty("embedding").GetArrayLength());
        var best = Assert.Single(ranked.GetProperty("output").GetProperty("results").EnumerateArray().ToArray());
        Assert.Equal((1, "how to install a package"), (best.GetProperty("index").GetInt32(), best.GetProperty("document").GetProperty("text").GetString()));
    }
}
