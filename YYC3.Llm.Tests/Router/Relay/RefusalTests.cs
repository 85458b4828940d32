using System.Net;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Relay;

public sealed class RefusalTests
{
    private const string Models = """
        { "providers": { "lab": { "dialect": "openai", "baseUrl": "http://127.0.0.1:1/v1", "keys": ["${LAB_API_KEY}"] },
                         "azure": { "dialect": "openai", "baseUrl": "${AZURE_OPENAI_ENDPOINT}/openai/v1", "headers": { "api-key": "${AZURE_OPENAI_API_KEY}" } } },
          "models": { "lab-model": { "deployments": [ { "provider": "lab", "model": "x" }, { "provider": "azure", "model": "x" } ] } } }
        """;

    [Theory]
    [InlineData("nobody", 404, "model_not_found", "model")]
    [InlineData("nobody/x", 404, "model_not_found", "model")]
    [InlineData("lab-model", 404, "model_not_found", "model")]
    [InlineData("lab/x", 404, "model_not_found", "model")]
    [InlineData("a\\u0000b", 404, "model_not_found", "model")]
    [InlineData("\\ud800", 400, null, null)]
    public async Task Refuses_AModelThatCannotAnswer(string model, int status, string? code, string? param)
    {
        await using var router = await RouterUnderTest.StartAsync(Models);

        using var answer = await router.ChatAsync(Samples.Request(model));

        Assert.Equal(status, (int)answer.StatusCode);
        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error");
        Assert.Equal("invalid_request_error", error.GetProperty("type").GetString());
        if (code is not null)
        {
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.Equal(param, error.GetProperty("param").GetString());
        }

        if (model.StartsWith("lab", StringComparison.Ordinal))
        {
            Assert.Contains("LAB_API_KEY (provider lab)", error.GetProperty("message").GetString());
        }
    }

    [Fact]
    public async Task Refuses_TooLargeABodyNamingTheLimit()
    {
        await using var router = await RouterUnderTest.StartAsync(Models, null, "--Router:MaxBodyBytes=2000");
        var body = Encoding.UTF8.GetBytes(Samples.Request("offline").Replace("Hello", new string('x', 3000)));
        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = chunked ? new StreamContent(new MemoryStream(body)) : new ByteArrayContent(body) };
            request.Headers.TransferEncodingChunked = chunked;
            using var answer = await router.Client.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.Contains("2,000 bytes", text);
            Assert.Contains("Router:MaxBodyBytes", text);
        }
    }

    [Fact]
    public async Task Refuses_CallersWithoutTheInternalKey()
    {
        await using var router = await RouterUnderTest.StartAsync(Models);
        using var stranger = new HttpClient { BaseAddress = router.Client.BaseAddress };

        foreach (var path in new[] { "/v1/models", "/v1/models/offline" })
        {
            using var answer = await stranger.GetAsync(path, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        }

        using var health = await stranger.GetAsync("/health", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Refuses_AnyMutatedBodyWithAnErrorOfTheCallers()
    {
        await using var router = await RouterUnderTest.StartAsync(Models);
        var random = new Random(20261123);
        var good = Encoding.UTF8.GetBytes("{\"model\":\"offline\",\"messages\":[{\"role\":\"system\",\"content\":\"<sources>\\n<source id=\\\"1\\\" file=\\\"a\\\">\\ntext\\n</source>\\n</sources>\"},{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}]}],\"max_tokens\":5,\"stream\":false,\"stream_options\":null}");
        for (var i = 0; i < 400; i++)
        {
            var body = good.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(body.Length);
                body = random.Next(4) switch
                {
                    0 => body[..at],
                    1 => [.. body[..at], .. body[(at + 1)..]],
                    2 => [.. body[..at], (byte)"{}[]\":,0ntf\\ "[random.Next(13)], .. body[at..]],
                    _ => [.. body[..at], (byte)random.Next(256), .. body[Math.Min(at + 1, body.Length)..]],
                };
                if (body.Length == 0)
                {
                    break;
                }
            }

            using var answer = await router.PostAsync("/v1/chat/completions", body);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True((int)answer.StatusCode is 200 or (>= 400 and < 500), $"{(int)answer.StatusCode} for {Encoding.UTF8.GetString(body)}: {text}");
            using var json = JsonDocument.Parse(text);
            Assert.True(json.RootElement.TryGetProperty(answer.IsSuccessStatusCode ? "choices" : "error", out _));
        }
    }

    [Fact]
    public async Task Refuses_EmbeddingsFromTheOfflineModelNamingTheRemedy()
    {
        await using var router = await RouterUnderTest.StartAsync(Models);

        using var answer = await router.PostAsync("/v1/embeddings", "{\"model\":\"offline\",\"input\":\"x\"}"u8.ToArray());

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains("OPENAI_API_KEY", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
