using System.Net;
using System.Text.Json;
using YYC3.Llm.Router.Health;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Catalog;

public sealed class ModelListTests
{
    private const string Models = """
        { "providers": { "lab": { "dialect": "openai", "baseUrl": "http://127.0.0.1:1/v1", "keys": ["${LAB_API_KEY}"] } },
          "models": { "vectors": { "type": "embeddings", "deployments": [ { "provider": "lab", "model": "e" } ] },
                      "talk": { "capabilities": ["tools"], "contextWindow": 1000, "deployments": [ { "provider": "lab", "model": "x" } ] } } }
        """;

    [Fact]
    public async Task Can_ListWhatIsConfiguredAlone()
    {
        await using var without = await RouterUnderTest.StartAsync(Models);
        await using var with = await RouterUnderTest.StartAsync(Models, null, "--LAB_API_KEY=k");

        Assert.Equal("offline default", await IdsAsync(without));
        Assert.Equal("vectors talk offline default", await IdsAsync(with));
    }

    [Theory]
    [InlineData(null, "offline")]
    [InlineData("k", "talk")]
    public async Task Can_LetDefaultStandForTheFirstActiveChatModel(string? key, string target)
    {
        await using var router = await RouterUnderTest.StartAsync(Models, null, $"--LAB_API_KEY={key}");

        var model = await ModelAsync(router, "default", HttpStatusCode.OK);

        Assert.Equal(target, model.GetProperty("alias_of").GetString());
        Assert.Equal("active", model.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Can_ShowOneModelAndWhatItLacks()
    {
        await using var router = await RouterUnderTest.StartAsync(Models);

        var model = await ModelAsync(router, "talk", HttpStatusCode.OK);
        Assert.Equal("unconfigured", model.GetProperty("status").GetString());
        Assert.Equal("LAB_API_KEY", model.GetProperty("missing")[0].GetString());
        Assert.Equal("model", model.GetProperty("object").GetString());
        Assert.Equal("lab", model.GetProperty("owned_by").GetString());
        Assert.Equal(1000, model.GetProperty("context_window").GetInt64());
        Assert.Equal("lab/any/thing", (await ModelAsync(router, "lab/any/thing", HttpStatusCode.OK)).GetProperty("id").GetString());
        Assert.Equal("model_not_found", (await ModelAsync(router, "none", HttpStatusCode.NotFound)).GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task Can_FindTheModelsOfALocalOllama()
    {
        await using var ollama = await ScriptedProvider.StartAsync(context => (context.Request.Path == "/api/tags"
            ? ScriptedProvider.Json(200, "{\"models\":[{\"name\":\"nomic-embed-text:latest\",\"details\":{\"family\":\"nomic-bert\"}},{\"name\":\"qwen3:8b\",\"details\":{\"family\":\"qwen3\"}},{\"name\":\"talk\"},{\"bad\":1}]}")
            : ScriptedProvider.Json(200, Samples.Completion))(context));
        await using var router = await RouterUnderTest.StartAsync(Models, null, $"--OLLAMA_HOST={new Uri(ollama.BaseUrl).Authority}");
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (!(await IdsAsync(router)).Contains("qwen3"))
        {
            await Task.Delay(20, limit.Token);
        }

        Assert.Equal("ollama/nomic-embed-text:latest nomic-embed-text:latest ollama/qwen3:8b qwen3:8b ollama/talk offline default", await IdsAsync(router));
        Assert.Equal("ollama/qwen3:8b", (await ModelAsync(router, "default", HttpStatusCode.OK)).GetProperty("alias_of").GetString());
        using var answer = await router.ChatAsync(Samples.Request("qwen3:8b"));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var asked = ollama.Requests.Single(request => request.Path == "/v1/chat/completions");
        Assert.Contains("\"qwen3:8b\"", asked.Text);
        Assert.False(asked.Headers.ContainsKey("Authorization"));
    }

    [Theory]
    [InlineData(null, "http://127.0.0.1:11434/")]
    [InlineData("0.0.0.0", "http://127.0.0.1:11434/")]
    [InlineData("0.0.0.0:8080", "http://127.0.0.1:8080/")]
    [InlineData(":8080", "http://127.0.0.1:8080/")]
    [InlineData("box", "http://box:11434/")]
    [InlineData("box:80", "http://box/")]
    [InlineData("https://ollama.example/", "https://ollama.example/")]
    [InlineData("http://box:1/", "http://box:1/")]
    public void Parse_EveryFormOfOllamaHost_GivesItsAddress(string? host, string expected) => Assert.Equal(expected, OllamaAddress.Parse(host)?.ToString());

    private static async Task<string> IdsAsync(RouterUnderTest router)
    {
        using var answer = await router.Client.GetAsync("/v1/models", TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return string.Join(' ', json.RootElement.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString()));
    }

    private static async Task<JsonElement> ModelAsync(RouterUnderTest router, string id, HttpStatusCode status)
    {
        using var answer = await router.Client.GetAsync($"/v1/models/{id}", TestContext.Current.CancellationToken);
        Assert.Equal(status, answer.StatusCode);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement;
    }
}
