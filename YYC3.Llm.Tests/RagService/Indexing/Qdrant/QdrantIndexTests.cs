using System.Net.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Indexing.Qdrant;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Indexing.Qdrant;

/// <summary>The Qdrant index over the wire, on the stand-in: alone, and behind the whole service.</summary>
public sealed class QdrantIndexTests : VectorIndexConformance
{
    private QdrantStandIn qdrant = null!;
    private RagHost host = null!;
    private CountedIndex counted = null!;
    private int stores;
    private long generations;
    private long version;

    public override async ValueTask InitializeAsync()
    {
        qdrant = await QdrantStandIn.StartAsync();
        await ReopenAsync();
    }

    [Fact]
    public async Task Call_WhileQdrantIsBusy_IsMadeAgainAsItSays()
    {
        var scope = await NewStoreAsync();
        var generation = await BeginAsync(scope, 1);
        var refusals = 2;
        qdrant.Trouble = path => path.EndsWith("points", StringComparison.Ordinal) && refusals-- > 0 ? (refusals == 1 ? 429 : 503, "0") : null;

        await Index.AddAsync(scope, generation[0], Batch(Chunk(0, "red fish")), Cancel);

        Assert.Single((await AskAsync(scope, await PublishAsync(scope, generation), "red")).Hits);
    }

    [Fact]
    public void Document_OfAFieldThatQdrantDoesNotKnow_RefusesIt()
    {
        Assert.SkipUnless(QdrantSpec.IsThere, "Qdrant's OpenAPI document is not there.");
        static void Count(string body) => QdrantSpec.FitsRequest("/collections/{collection_name}/points/count", "post", System.Text.Json.JsonDocument.Parse(body).RootElement);

        Count("""{"filter":{"must":[]},"exact":true}""");
        Assert.ThrowsAny<Exception>(() => Count("""{"filtre":{"must":[]}}"""));
        Assert.ThrowsAny<Exception>(() => Count("""{"filter":{"must":[{"key":"scope","match":{"valeu":"x"}}]}}"""));
    }

    [Fact]
    public async Task Call_WithAWrongKey_SaysSo()
    {
        await using var other = await QdrantStandIn.StartAsync("another");
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["ConnectionStrings:vectors_http"] = other.ConnectionString.Replace("another", "wrong", StringComparison.Ordinal) } });

        var refused = await Assert.ThrowsAsync<QdrantException>(() => rag.Services.GetRequiredService<IndexChoice>().Index.AddAsync(new IndexScope(new TenantId("t"), "vs_1"), 1, Batch(Chunk(0, "a fish")), Cancel));

        Assert.Contains("Must provide an API key", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_OnQdrant_RanksAsOnTheEmbeddedIndexAndForgetsAll()
    {
        await using var models = await ModelsStandIn.StartAsync();
        var settings = models.Settings();
        await using var embedded = await RagHost.StartAsync(new RagHostOptions { Settings = settings });
        settings["ConnectionStrings:vectors_http"] = qdrant.ConnectionString;
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = settings });
        Assert.IsType<QdrantIndex>(rag.Services.GetRequiredService<IndexChoice>().Index);
        var random = new Random(9);
        var words = Enumerable.Range(0, 60).Select(i => i % 7 == 0 ? $"词{(char)(0x4E00 + i)}" : $"word{i}").ToArray();
        string Sentence(int length) => string.Join(' ', Enumerable.Range(0, length).Select(_ => words[(int)(Math.Pow(random.NextDouble(), 2) * words.Length)]));
        var texts = Enumerable.Range(0, 30).Select(_ => Sentence(10 + random.Next(120))).ToList();
        var (here, there) = (await FillAsync(embedded, texts), await FillAsync(rag, texts));

        for (var i = 0; i < 15; i++)
        {
            var query = Sentence(1 + random.Next(6));
            Assert.Equal(await RanksAsync(embedded, here, query), await RanksAsync(rag, there, query));
        }

        foreach (var file in (await rag.Client.ReadAsync("/v1/files")).Ids())
        {
            await rag.Client.RemoveAsync($"/v1/files/{file}");
        }

        await RagCalls.EventuallyAsync(async () => (await rag.Client.ReadAsync("/v1/deletions?limit=100")).GetProperty("data").EnumerateArray().All(one => one.GetProperty("status").GetString() == "completed"));
        Assert.Equal(0, qdrant.Points);
    }

    [Fact]
    public async Task Service_WhileQdrantIsAway_TakesFilesAndRefusesSearchesAndGoesOnAfterwards()
    {
        var store = await host.Client.NewStoreAsync(await host.Client.UploadTextAsync("a.txt", "A red fish."));
        await host.Client.IndexedAsync(store);
        qdrant.Trouble = _ => (503, "0");
        await host.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = await host.Client.UploadTextAsync("b.txt", "A blue fish.") });

        using (var refused = await host.Client.PostAsJsonAsync($"/v1/vector_stores/{store}/search", new { query = "fish" }, Cancel))
        {
            Assert.Equal(503, (int)refused.StatusCode);
            Assert.NotNull(refused.Headers.RetryAfter);
        }

        var health = await host.Client.ReadAsync("/health");
        Assert.Equal("Degraded", health.GetProperty("checks").GetProperty("index").GetProperty("status").GetString());

        qdrant.Trouble = _ => null;
        var indexed = await host.Client.IndexedAsync(store);
        Assert.Equal(2, indexed.GetProperty("file_counts").GetProperty("completed").GetInt32());
        Assert.Equal(2, (await host.Client.SearchAsync(store, "fish")).Count);
        Assert.Equal("Healthy", (await host.Client.ReadAsync("/health")).GetProperty("checks").GetProperty("index").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("Endpoint=http://127.0.0.1:6333;Key=k", "http://127.0.0.1:6333/", "k")]
    [InlineData("Endpoint=https://vectors.example:6333", "https://vectors.example:6333/", null)]
    [InlineData("http://127.0.0.1:6333", "http://127.0.0.1:6333/", null)]
    public void Address_OfAConnectionString_IsRead(string text, string endpoint, string? key) => Assert.Equal(new QdrantAddress(new Uri(endpoint), key), QdrantAddress.Find(Configured(text)));

    [Theory]
    [InlineData("Host=somewhere")]
    [InlineData("nonsense")]
    public void Address_ThatCannotBeRead_IsRefusedAtTheStart(string text) =>
        Assert.Contains("vectors_http", Assert.Throws<StartupException>(() => QdrantAddress.Find(Configured(text))).Message, StringComparison.Ordinal);

    private protected override Task<IndexScope> NewStoreAsync() => Task.FromResult(new IndexScope(new TenantId("t"), $"vs_{stores++}"));

    private protected override Task<List<long>> BeginAsync(IndexScope scope, int count) => Task.FromResult(Enumerable.Range(0, count).Select(_ => ++generations).ToList());

    private protected override Task<IIndexView> PublishAsync(IndexScope scope, IReadOnlyList<long> generations) => Task.FromResult<IIndexView>(new StoreView(++version, generations.ToDictionary(generation => generation, generation =>
    {
        var (chunks, terms) = counted.Added.GetValueOrDefault(generation);
        return new ViewFile($"file-{generation}", "", default, new Dictionary<string, System.Text.Json.JsonElement>(), chunks, terms, IsEmbedded: true);
    })));

    private protected override async Task ReopenAsync()
    {
        var added = counted?.Added;
        if (host is not null)
        {
            await host.DisposeAsync();
        }

        host = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["ConnectionStrings:vectors_http"] = qdrant.ConnectionString } });
        counted = new CountedIndex(host.Services.GetRequiredService<IndexChoice>().Index);
        foreach (var (generation, counts) in added ?? [])
        {
            counted.Added[generation] = counts;
        }

        Index = counted;
    }

    private protected override async ValueTask CloseAsync()
    {
        await host.DisposeAsync();
        await qdrant.DisposeAsync();
    }

    private static Microsoft.Extensions.Configuration.IConfiguration Configured(string text) =>
        new Microsoft.Extensions.Configuration.ConfigurationManager { ["ConnectionStrings:vectors_http"] = text };

    private static async Task<string> FillAsync(RagHost rag, List<string> texts)
    {
        var files = new List<string>();
        foreach (var (text, i) in texts.Select((text, i) => (text, i)))
        {
            files.Add(await rag.Client.UploadTextAsync($"{i}.txt", text));
        }

        var store = await rag.Client.NewStoreAsync([.. files]);
        await RagCalls.EventuallyAsync(async () => (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).TryGetProperty("embedding", out var embedding) && embedding.GetProperty("files").GetInt32() == files.Count);
        return store;
    }

    private static async Task<List<(string?, double)>> RanksAsync(RagHost rag, string store, string query) =>
        [.. (await rag.Client.SearchAsync(store, query, max: 15)).Select(result => (result.GetProperty("filename").GetString(), Math.Round(result.GetProperty("score").GetDouble(), 4))).OrderByDescending(one => one.Item2).ThenBy(one => one.Item1, StringComparer.Ordinal)];
}
