namespace YYC3.Llm.Tests.Simulator;

/// <summary>Ollama's own API, and OpenAI's at Azure.</summary>
public class OllamaTests(SimulatorFixture simulator) : IClassFixture<SimulatorFixture>
{
    private Task<WireReply> Post(string path, string body) => WireClient.PostAsync(simulator.Url, path, body);

    [Fact]
    public async Task Can_stream_lines_unless_told_not_to()
    {
        var reply = await Post("/ollama/api/chat", """{"model":"sim?chunks=2&tokens=5&prompt=9","messages":[{"role":"user","content":"hi"}]}""");

        var lines = DialectCall.Events(reply);
        Assert.Contains("application/x-ndjson", reply.Head, StringComparison.Ordinal);
        Assert.Equal([false, false, true], lines.Select(line => line.GetProperty("done").GetBoolean()));
        Assert.Equal((9, 5), (lines[^1].GetProperty("prompt_eval_count").GetInt32(), lines[^1].GetProperty("eval_count").GetInt32()));
        Assert.All(lines.SkipLast(1), line => Assert.False(line.TryGetProperty("eval_count", out _)));
    }

    [Theory]
    [InlineData(""","messages":[{"role":"user","content":[{"type":"text","text":"a"}]}]""", "messages[0].content: must be a string")]
    [InlineData(""","messages":[{"role":"user","content":"a","images":["data:image/png;base64,AA=="]}]""", "images[0]")]
    [InlineData(""","max_tokens":4,"messages":[{"role":"user","content":"a"}]""", "max_tokens")]
    [InlineData(""","messages":[{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":"{}"}}]}]""", "arguments: must be an object")]
    public async Task Refuses_what_ollama_refuses(string more, string named)
    {
        var reply = await Post("/ollama/api/chat", """{"model":"sim" """ + more + "}");

        Assert.Equal(400, reply.Status);
        Assert.Contains(named, DialectCall.Json(reply).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_see_embed_and_list()
    {
        var seen = await Post("/ollama/api/chat", """{"model":"sim-see","stream":false,"messages":[{"role":"user","content":"a","images":["iVBORw0K"]}]}""");
        var vectors = await Post("/ollama/api/embed", """{"model":"sim","input":["a","b"]}""");
        using var client = new HttpClient();
        var tags = await client.GetStringAsync(simulator.Url + "/ollama/api/tags", TestContext.Current.CancellationToken);

        Assert.Contains("1 images: image/png", seen.Text, StringComparison.Ordinal);
        Assert.Equal([768, 768], DialectCall.Json(vectors).GetProperty("embeddings").EnumerateArray().Select(vector => vector.GetArrayLength()));
        Assert.Contains("\"sim-echo\"", tags, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Can_call_azure_by_deployment_and_by_model()
    {
        const string Hello = """{"model":"sim?text=model","messages":[{"role":"user","content":"hi"}]}""";
        var deployment = await WireClient.PostAsync(simulator.Url, "/azure/openai/deployments/sim%3Ftext=deployment/chat/completions?api-version=1", Hello, null, "api-key: k\r\n");
        var unversioned = await WireClient.PostAsync(simulator.Url, "/azure/openai/deployments/sim/chat/completions", Hello, null, "api-key: k\r\n");
        var model = await WireClient.PostAsync(simulator.Url, "/azure/openai/v1/chat/completions", Hello, null, "Authorization: Bearer k\r\n");

        Assert.Contains("\"content\":\"deployment\"", deployment.Text, StringComparison.Ordinal);
        Assert.Equal(404, unversioned.Status);
        Assert.Contains("\"content\":\"model\"", model.Text, StringComparison.Ordinal);
    }
}
