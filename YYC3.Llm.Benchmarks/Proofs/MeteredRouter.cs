using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using YYC3.Llm.Router;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>A Router on loopback, with a provider that answers each chat with the same usage, and prices for it: 9 prompt and 2 answer tokens at 100 USD a million, 0.0011 USD a call.</summary>
internal sealed class MeteredRouter : IAsyncDisposable
{
    /// <summary>What a call costs, in USD.</summary>
    public const decimal Cost = 0.0011m;

    private const string Key = "proof-internal-key";
    private const string Answer =
        """{"id":"c","object":"chat.completion","created":1,"model":"up","choices":[{"index":0,"message":{"role":"assistant","content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    private readonly WebApplication provider;
    private readonly WebApplication router;
    private readonly DirectoryInfo directory;

    private MeteredRouter(WebApplication provider, WebApplication router, DirectoryInfo directory)
    {
        this.provider = provider;
        this.router = router;
        this.directory = directory;
        Client = new HttpClient { BaseAddress = new Uri(router.Urls.First()) };
        Client.DefaultRequestHeaders.Add(CallerHeaders.Internal, Key);
    }

    /// <summary>Speaks to Router as ChatApi does.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts both.</summary>
    public static async Task<MeteredRouter> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var provider = builder.Build();
        provider.Run(async context =>
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(Answer);
        });
        await provider.StartAsync(cancellationToken);
        var directory = Directory.CreateTempSubdirectory("yyc3-proof-");
        var models = Path.Combine(directory.FullName, "models.json");
        await File.WriteAllTextAsync(
            models,
            $$$$"""{"providers":{"p":{"dialect":"openai","baseUrl":"{{{{provider.Urls.First()}}}}/v1"}},"models":{"m":{"prices":[{"from":"2020-01-01","currency":"USD","in":100,"out":100}],"deployments":[{"provider":"p","model":"up"}]}}}""",
            cancellationToken);
        var router = RouterHost.Build(["--urls=http://127.0.0.1:0", $"--InternalKey={Key}", $"--Models:File={models}", $"--DataDirectory={directory.FullName}", "--OLLAMA_HOST=127.0.0.1:1", "--Metering:BudgetWaitSeconds=20", "--Logging:Console:LogLevel:Default=Error"]);
        await router.StartAsync(cancellationToken);
        return new MeteredRouter(provider, router, directory);
    }

    /// <summary>One chat.</summary>
    /// <returns>Whether it was answered.</returns>
    public async Task<bool> ChatAsync(CancellationToken cancellationToken)
    {
        using var content = new StringContent("""{"model":"m","messages":[{"role":"user","content":"Hello"}],"max_tokens":2}""", Encoding.UTF8, "application/json");
        using var answer = await Client.PostAsync("/v1/chat/completions", content, cancellationToken);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>What an address of the admin API says.</summary>
    public Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken) => Client.GetFromJsonAsync<JsonElement>(path, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await router.StopAsync();
        await router.DisposeAsync();
        await provider.DisposeAsync();
        directory.Delete(recursive: true);
    }
}
