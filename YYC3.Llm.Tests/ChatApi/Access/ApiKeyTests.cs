using System.Net;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Access;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private ChatApiHost host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await ChatApiHost.StartAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task Refuses_ACallWithoutKey()
    {
        using var answer = await host.Anonymous.GetAsync("/v1/unknown", Cancellation);
        await AssertErrorAsync(answer, HttpStatusCode.Unauthorized, "missing_api_key");
        Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.ToString());
    }

    [Fact]
    public async Task Can_OpenWithTheBootstrapKey()
    {
        using var answer = await host.Admin.GetAsync("/v1/unknown", Cancellation);
        await AssertErrorAsync(answer, HttpStatusCode.NotFound, "unknown_url");
        Assert.StartsWith("req_", Assert.Single(answer.Headers.GetValues("x-request-id")));
    }

    private static async Task AssertErrorAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal(code, body.RootElement.GetProperty("error").GetProperty("code").GetString());
    }
}
