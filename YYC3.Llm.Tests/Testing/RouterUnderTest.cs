using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.Router;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Tests.Testing;

/// <summary>The real Router on a real socket, with a catalog of the test's.</summary>
internal sealed class RouterUnderTest : IAsyncDisposable
{
    public const string Key = "internal-key-of-this-test";

    private readonly WebApplication app;
    private readonly DirectoryInfo directory;

    private RouterUnderTest(WebApplication app, DirectoryInfo directory)
    {
        this.app = app;
        this.directory = directory;
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        Client.DefaultRequestHeaders.Add(CallerHeaders.Internal, Key);
    }

    public HttpClient Client { get; }

    public IServiceProvider Services => app.Services;

    public string ModelsFile => Path.Combine(directory.FullName, "models.json");

    public static async Task<RouterUnderTest> StartAsync(string models, Action<IServiceCollection>? replace = null, params string[] settings)
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-router-");
        var file = Path.Combine(directory.FullName, "models.json");
        await File.WriteAllTextAsync(file, models);
        var app = RouterHost.Build(
            ["--urls=http://127.0.0.1:0", $"--InternalKey={Key}", $"--Models:File={file}", $"--DataDirectory={directory.FullName}", "--OLLAMA_HOST=127.0.0.1:1", "--Logging:Console:LogLevel:Default=None", .. settings], replace);
        await app.StartAsync();
        return new RouterUnderTest(app, directory);
    }

    /// <summary>A Router whose model <c>m</c> has these providers as deployments, tried in order, their model named <c>up0</c>, <c>up1</c>, ….</summary>
    public static Task<RouterUnderTest> StartAsync(params IEnumerable<ScriptedProvider> providers) => StartAsync(Models(providers));

    public static string Models(IEnumerable<ScriptedProvider> providers, string timeouts = "", string model = "")
    {
        var all = providers.ToList();
        var declared = string.Join(",", all.Select((provider, i) => $"\"p{i}\":{{\"dialect\":\"openai\",\"baseUrl\":\"{provider.BaseUrl}\",\"keys\":[\"secret-key-{i}\"]{(timeouts.Length > 0 ? $",\"timeouts\":{timeouts}" : "")}}}"));
        var deployed = string.Join(",", all.Select((_, i) => $"{{\"provider\":\"p{i}\",\"model\":\"up{i}\"}}"));
        return $"{{\"providers\":{{{declared}}},\"models\":{{\"m\":{{{model}\"deployments\":[{deployed}]}}}}}}";
    }

    public Task<HttpResponseMessage> ChatAsync(string body, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead) =>
        PostAsync("/v1/chat/completions", Encoding.UTF8.GetBytes(body), completion);

    public Task<HttpResponseMessage> PostAsync(string path, byte[] body, HttpCompletionOption completion = HttpCompletionOption.ResponseContentRead)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return Client.SendAsync(request, completion, TestContext.Current.CancellationToken);
    }

    /// <summary>The text of a streamed answer to "Hello".</summary>
    public async Task<string> StreamAsync(string model = "m")
    {
        using var answer = await ChatAsync(Samples.Request(model, stream: true));
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await app.StopAsync(soon.Token);
        await app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        directory.Delete(recursive: true);
    }
}
