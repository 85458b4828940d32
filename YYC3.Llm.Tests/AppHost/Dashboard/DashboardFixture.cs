using System.Net;
using System.Text.Json;
using YYC3.Llm.AppHost.Local.Dashboard;
using YYC3.Llm.AppHost.Local.Resources;

namespace YYC3.Llm.Tests.AppHost.Dashboard;

/// <summary>A dashboard on a free port, and a browser that may or may not be logged in.</summary>
internal sealed class DashboardFixture : IAsyncDisposable
{
    public const string Token = "browser-token";
    public const string OtlpKey = "otlp-key";

    private readonly SocketsHttpHandler handler = new() { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };

    private DashboardFixture(DashboardServer server, ResourceBoard board)
    {
        Server = server;
        Board = board;
        Browser = new HttpClient(handler) { BaseAddress = new Uri(new Uri(server.Url), "/") };
    }

    public DashboardServer Server { get; }

    public ResourceBoard Board { get; }

    public HttpClient Browser { get; }

    public static CancellationToken Ending => TestContext.Current.CancellationToken;

    public static async Task<DashboardFixture> StartAsync(bool loggedIn = true)
    {
        var board = new ResourceBoard(TimeProvider.System);
        var server = await DashboardServer.StartAsync(new DashboardOptions { Port = 0, BrowserToken = Token, OtlpApiKey = OtlpKey }, board, Ending);
        var fixture = new DashboardFixture(server, board);
        if (loggedIn)
        {
            using var answer = await fixture.Browser.GetAsync(server.Url, Ending);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        }

        return fixture;
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        using var answer = await Browser.GetAsync(path, Ending);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var document = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ending));
        return document.RootElement.Clone();
    }

    public async Task<HttpResponseMessage> PostAsync(string signal, byte[] body, string? key = OtlpKey, string? encoding = null, string type = "application/x-protobuf")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{Server.OtlpEndpoint}/v1/{signal}") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new(type);
        if (encoding is not null)
        {
            request.Content.Headers.ContentEncoding.Add(encoding);
        }

        if (key is not null)
        {
            request.Headers.Add("x-otlp-api-key", key);
        }

        return await Browser.SendAsync(request, Ending);
    }

    public async ValueTask DisposeAsync()
    {
        Browser.Dispose();
        handler.Dispose();
        await Server.DisposeAsync();
    }
}
