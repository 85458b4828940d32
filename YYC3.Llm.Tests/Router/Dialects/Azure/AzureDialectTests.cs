using System.Net;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Azure;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Azure;

public sealed class AzureDialectTests : OpenAiWireConformance
{
    public const string PromptFilter =
        "data: {\"choices\":[],\"created\":0,\"id\":\"\",\"model\":\"\",\"object\":\"\",\"prompt_filter_results\":[{\"prompt_index\":0,\"content_filter_results\":{\"hate\":{\"filtered\":false,\"severity\":\"safe\"}}}]}\n\n";

    private const string Filtered =
        """{"error":{"message":"The response was filtered due to the prompt triggering Azure OpenAI's content management policy.","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation","content_filter_result":{"hate":{"filtered":true,"severity":"high"}}}}}""";

    protected override string DialectName => DialectNames.Azure;

    protected override IEnumerable<string> EmptyEvents => [.. base.EmptyEvents, PromptFilter["data: ".Length..].Trim()];

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        .. base.Errors,
        (400, Filtered, "Content"),
        (401, "{\"error\":{\"code\":\"401\",\"message\":\"Access denied due to invalid subscription key.\"}}", "Key"),
        (404, "{\"error\":{\"code\":\"DeploymentNotFound\",\"message\":\"The API deployment for this resource does not exist.\"}}", "Model"),
        (404, "{\"error\":{\"code\":\"404\",\"message\":\"Resource not found\"}}", "Model"),
        (400, "{\"error\":{\"code\":\"OperationNotSupported\",\"message\":\"The chatCompletion operation does not work with the specified model.\"}}", "Model"),
        (429, "{\"error\":{\"code\":\"429\",\"message\":\"Requests have exceeded the call rate limit. Please retry after 7 seconds.\"}}", "Key"),
    ];

    public static TheoryData<string, string?, string, string?> Addresses => new()
    {
        { "https://r.openai.azure.com", null, "chat", "https://r.openai.azure.com/openai/deployments/my%20dep/chat/completions?api-version=2024-10-21" },
        { "https://r.openai.azure.com/openai", "2025-04-01-preview", "chat", "https://r.openai.azure.com/openai/deployments/my%20dep/chat/completions?api-version=2025-04-01-preview" },
        { "https://r.openai.azure.com", null, "embeddings", "https://r.openai.azure.com/openai/deployments/my%20dep/embeddings?api-version=2024-10-21" },
        { "https://r.openai.azure.com", null, "image_generation", "https://r.openai.azure.com/openai/deployments/my%20dep/images/generations?api-version=2024-10-21" },
        { "https://r.openai.azure.com", null, "transcription", "https://r.openai.azure.com/openai/deployments/my%20dep/audio/transcriptions?api-version=2024-10-21" },
        { "https://r.openai.azure.com", null, "speech", "https://r.openai.azure.com/openai/deployments/my%20dep/audio/speech?api-version=2024-10-21" },
        { "https://r.openai.azure.com/openai/v1", null, "chat", "https://r.openai.azure.com/openai/v1/chat/completions" },
        { "https://r.openai.azure.com/openai/v1", "preview", "speech", "https://r.openai.azure.com/openai/v1/audio/speech?api-version=preview" },
        { "https://r.openai.azure.com", null, "rerank", null },
        { "https://r.openai.azure.com", null, "messages", null },
    };

    [Theory]
    [MemberData(nameof(Addresses))]
    public void Endpoint_IsWhereAzureServesIt(string baseUrl, string? version, string operation, string? expected)
    {
        var dialect = new AzureDialect();
        var provider = new Provider("p", dialect, baseUrl, [], [], Deadlines.Default, [], [], ApiVersion: version);

        Assert.Equal(expected, dialect.Endpoint(provider, "my dep", Operation.All.Single(each => each.Name == operation), stream: false)?.AbsoluteUri);
    }

    [Theory]
    [InlineData("", "?api-version=2024-10-21", true)]
    [InlineData("\"apiVersion\":\"${VERSION}\"", "?api-version=2025-04-01-preview", true)]
    [InlineData("\"apiVersion\":\"2024-06-01\"", "?api-version=2024-06-01", false)]
    public async Task Can_AskByTheVersionThatIsSet(string more, string query, bool asksForUsage)
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(PromptFilter, Samples.Role, Samples.Text("Hi"), Samples.Finish, Samples.Usage, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "azure", "\"secret\"", model: "gpt-4o", more: more), null, "--VERSION=2025-04-01-preview");

        using var answer = await router.ChatAsync("""{"model":"m","stream":true,"messages":[{"role":"user","content":"Hi"}]}""");
        using var asking = await router.ChatAsync(Samples.Request("m", stream: true));

        var (first, second) = (provider.Requests.First(), provider.Requests.Last());
        Assert.Equal("/v1/openai/deployments/gpt-4o/chat/completions", first.Path);
        Assert.Equal(query, first.Query);
        Assert.Equal("secret", first.Headers["api-key"]);
        Assert.False(first.Headers.ContainsKey("Authorization"));
        Assert.Equal(asksForUsage, first.Text.Contains("include_usage", StringComparison.Ordinal));
        Assert.Equal(asksForUsage, second.Text.Contains("include_usage", StringComparison.Ordinal));
        Assert.Equal(asksForUsage ? "" : "stream_options dropped: this api-version does not accept it", asking.Warnings());
        Assert.StartsWith(PromptFilter + Samples.Role + Samples.Text("Hi"), await answer.TextAsync(), StringComparison.Ordinal);
        Assert.Equal(!asksForUsage, (await answer.TextAsync()).Contains(Samples.Usage, StringComparison.Ordinal));
    }

    [Fact]
    public async Task PromptFilterResults_AreNoContent()
    {
        await using var broken = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(PromptFilter));
        await using var working = await ScriptedProvider.StartAsync(ScriptedProvider.Stream(Samples.Text("Hi"), Samples.Finish, Samples.Done));
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([broken, working]).Replace("\"p0\":{\"dialect\":\"openai\"", "\"p0\":{\"dialect\":\"azure\"", StringComparison.Ordinal));

        var text = await router.StreamAsync();

        Assert.DoesNotContain("prompt_filter_results", text, StringComparison.Ordinal);
        Assert.Contains("deployment=p1/up1 attempts=2", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ContentFilter_IsPassedOnAndNobodyElseAsked()
    {
        await using var provider = await ScriptedProvider.StartAsync(ScriptedProvider.Json(400, Filtered));
        await using var other = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(RouterUnderTest.Models([provider, other]).Replace("\"p0\":{\"dialect\":\"openai\"", "\"p0\":{\"dialect\":\"azure\"", StringComparison.Ordinal));

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(Filtered, await answer.TextAsync());
        Assert.Empty(other.Requests);
    }

    [Fact]
    public async Task Can_LeaveBytesAlone()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "azure", model: "gpt-4o"));

        using var answer = await router.ChatAsync("""{ "model": "m",  "max_tokens": 5, "messages":[{"role":"user","content":"Hi"}] }""");

        Assert.Equal("""{ "model": "gpt-4o",  "max_tokens": 5, "messages":[{"role":"user","content":"Hi"}] }""", Assert.Single(provider.Requests).Text);
    }

    [Fact]
    public async Task AVersionThatIsNone_LeavesTheProviderUnconfigured()
    {
        await using var provider = await ScriptedProvider.StartAsync();
        await using var router = await RouterUnderTest.StartAsync(OneProvider.Models(provider, "azure", more: "\"apiVersion\":\"${VERSION}\""), null, "--VERSION=yesterday");

        using var answer = await router.ChatAsync(Samples.Request("m"));

        Assert.Contains("VERSION", await answer.ErrorAsync(HttpStatusCode.NotFound, "model_not_found", "model"), StringComparison.Ordinal);
    }
}
