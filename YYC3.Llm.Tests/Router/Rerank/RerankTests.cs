using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Rerank;

public sealed class RerankTests
{
    private const string Request = """{"model":"m","query":"q","documents":["a",{"text":"b"}],"top_n":1,"return_documents":true}""";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Can_Rerank_WhereTheProviderSpeaksIt()
    {
        const string Answer = """{"id":"x","results":[{"index":1,"relevance_score":0.9}],"usage":{"total_tokens":7}}""";
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(200, Answer));
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.PostAsync("/v1/rerank", Encoding.UTF8.GetBytes(Request));

        Assert.Equal(Answer, await answer.Content.ReadAsStringAsync(Cancellation));
        var sent = Assert.Single(provider.Requests);
        Assert.Equal(("/v1/rerank", Request.Replace("\"m\"", "\"up0\"", StringComparison.Ordinal)), (sent.Path, sent.Text));
    }

    [Fact]
    public async Task Can_Rerank_TranslatedForDashScope()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(
            200, """{"output":{"results":[{"index":1,"relevance_score":0.9,"document":{"text":"b"}}]},"usage":{"total_tokens":7},"request_id":"r"}"""));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: "\"type\":\"rerank\",").Replace("\"openai\"", "\"dashscope\"", StringComparison.Ordinal));

        using var answer = await router.PostAsync("/v1/rerank", Encoding.UTF8.GetBytes(Request));
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));

        var sent = Assert.Single(provider.Requests);
        Assert.Equal("/v1/services/rerank/text-rerank/text-rerank", sent.Path);
        Assert.Equal("""{"model":"up0","input":{"query":"q","documents":["a","b"]},"parameters":{"top_n":1,"return_documents":true}}""", sent.Text);
        Assert.Equal("r", body.RootElement.GetProperty("id").GetString());
        Assert.Equal("""[{"index":1,"relevance_score":0.9,"document":{"text":"b"}}]""", body.RootElement.GetProperty("results").GetRawText());
        Assert.Equal(7, body.RootElement.GetProperty("usage").GetProperty("total_tokens").GetInt32());
    }

    [Theory]
    [InlineData("""{"model":"m","documents":["a"]}""", "query")]
    [InlineData("""{"model":"m","query":7,"documents":["a"]}""", "query")]
    [InlineData("""{"model":"m","query":"","documents":["a"]}""", "query")]
    [InlineData("""{"model":"m","query":"q"}""", "documents")]
    [InlineData("""{"model":"m","query":"q","documents":[]}""", "documents")]
    [InlineData("""{"model":"m","query":"q","documents":"a"}""", "documents")]
    [InlineData("""{"model":"m","query":"q","documents":["a",7]}""", "documents[1]")]
    [InlineData("""{"model":"m","query":"q","documents":[{"title":"a"}]}""", "documents[0]")]
    [InlineData("""{"model":"m","query":"q","documents":[{"text":1}]}""", "documents[0].text")]
    [InlineData("""{"model":"m","query":"q","documents":["a"],"top_n":0}""", "top_n")]
    [InlineData("""{"model":"m","query":"q","documents":["a"],"top_n":"1"}""", "top_n")]
    [InlineData("""{"model":"m","query":"q","documents":["a"],"return_documents":1}""", "return_documents")]
    [InlineData("""{"query":"q","documents":["a"]}""", "model")]
    public async Task Refuses_WrongRequests_NamingTheField(string body, string field)
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(provider);

        using var answer = await router.PostAsync("/v1/rerank", Encoding.UTF8.GetBytes(body));
        using var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));

        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Equal(field, error.RootElement.GetProperty("error").GetProperty("param").GetString());
        Assert.Empty(provider.Requests);
    }

    [Fact]
    public async Task Refuses_ModelsOfAnotherType_NamingWhatTheyServe()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider], model: "\"type\":\"embeddings\","));

        using var typed = await router.PostAsync("/v1/rerank", Encoding.UTF8.GetBytes(Request));
        using var offline = await router.PostAsync("/v1/rerank", Encoding.UTF8.GetBytes(Request.Replace("\"m\"", "\"offline\"", StringComparison.Ordinal)));

        Assert.Equal((404, 404), ((int)typed.StatusCode, (int)offline.StatusCode));
        Assert.Contains("type embeddings and serves embeddings", await typed.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        Assert.Contains("The offline model only chats", await offline.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }
}
