using System.Text.Json;
using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Health;

/// <summary>Looks for an Ollama on this host, at start and every 30 s, and adds its models to the catalog. Delays nobody.</summary>
internal sealed class OllamaDiscovery : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly CatalogStore catalog;
    private readonly TimeProvider time;
    private readonly Uri? address;
    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { ConnectTimeout = Patience, ActivityHeadersPropagator = null, UseProxy = false });

    public OllamaDiscovery(CatalogStore catalog, IConfiguration configuration, TimeProvider time)
    {
        this.catalog = catalog;
        this.time = time;
        address = OllamaAddress.Parse(configuration["OLLAMA_HOST"]);
    }

    public override void Dispose()
    {
        http.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield(); // The start of the host does not wait for the first probe.
        while (address is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                catalog.Discover(await ProbeAsync(address, stoppingToken));
                await Task.Delay(Every, time, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>What is there now; none when nothing answers.</summary>
    private async Task<DiscoveredModels> ProbeAsync(Uri ollama, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(Patience);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(ollama, "/api/tags"));
            using var answer = await http.SendAsync(request, limit.Token);
            if (!answer.IsSuccessStatusCode)
            {
                return DiscoveredModels.None;
            }

            using var document = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(limit.Token));
            return new DiscoveredModels(ollama.GetLeftPart(UriPartial.Authority) + "/v1", [.. Models(document.RootElement)]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException or InvalidOperationException || (e is OperationCanceledException && !stopping.IsCancellationRequested))
        {
            return DiscoveredModels.None;
        }
    }

    private static IEnumerable<(string Name, string Type)> Models(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("models", out var models) || models.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var model in models.EnumerateArray())
        {
            if (model.ValueKind == JsonValueKind.Object && model.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String && name.GetString() is { Length: > 0 } text && !text.Any(char.IsControl))
            {
                yield return (text, text.Contains("embed", StringComparison.OrdinalIgnoreCase) || IsEmbedding(model) ? ModelTypes.Embeddings : ModelTypes.Chat);
            }
        }
    }

    // Ollama names the architecture; those of the BERT family make vectors, not text.
    private static bool IsEmbedding(JsonElement model) =>
        model.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Object
        && details.TryGetProperty("family", out var family) && family.ValueKind == JsonValueKind.String
        && family.GetString()!.Contains("bert", StringComparison.OrdinalIgnoreCase);
}
