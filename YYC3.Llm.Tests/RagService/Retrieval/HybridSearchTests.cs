using System.Net.Http.Json;
using System.Text.Json;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Retrieval;

/// <summary>Searches by vectors besides words, with the models behind Router: whole, away, slow, changed.</summary>
public sealed class HybridSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Search_ByAnotherWordForIt_FindsThePassageByItsVector(string backend)
    {
        await using var models = await ModelsStandIn.StartAsync();
        (models.Synonyms["automobil"], models.Synonyms["car"]) = ("car", "car");
        await using var rag = await RagBackends.StartAsync(backend, models.Settings());
        var (store, file) = await FleetAsync(rag);

        var page = await AskAsync(rag, store, "automobile", include: ["trace"]);

        var best = page.GetProperty("data")[0];
        Assert.Equal(file, best.GetProperty("file_id").GetString());
        Assert.InRange(best.GetProperty("score").GetDouble(), 0.05, 0.3);
        var trace = page.GetProperty("trace");
        Assert.Equal("m", trace.GetProperty("stores")[0].GetProperty("embedding_model").GetString());
        var candidate = trace.GetProperty("candidates")[0];
        Assert.Equal((1, 1), (candidate.GetProperty("embedding_rank").GetInt32(), candidate.GetProperty("rank").GetInt32()));
        Assert.Equal(JsonValueKind.Null, candidate.GetProperty("text_rank").ValueKind);
        Assert.Equal("automobil", trace.GetProperty("terms")[0][0].GetString());
        Assert.DoesNotContain("", models.Tenants);

        // Words alone, as the caller may say.
        Assert.Empty((await AskAsync(rag, store, "automobile", options: new { hybrid_search = new { embedding_weight = 0, text_weight = 1 } })).GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Search_WhileTheModelIsAway_GoesByWords()
    {
        await using var models = await ModelsStandIn.StartAsync();
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = models.Settings() });
        var (store, file) = await FleetAsync(rag);
        models.Trouble = _ => (503, """{"error":{"message":"away"}}""");

        var page = await AskAsync(rag, store, "car repair", include: ["trace"]);

        Assert.Equal(file, page.GetProperty("data")[0].GetProperty("file_id").GetString());
        Assert.Equal(JsonValueKind.Null, page.GetProperty("trace").GetProperty("stores")[0].GetProperty("embedding_model").ValueKind);
    }

    [Fact]
    public async Task Ingestion_WhileTheModelIsBusy_IsSearchedByWordsAndEmbeddedLater()
    {
        await using var models = await ModelsStandIn.StartAsync();
        var busy = true;
        models.Trouble = path => path == "/v1/embeddings" && Volatile.Read(ref busy) ? (429, """{"error":{"message":"slow down"}}""") : null;
        var settings = models.Settings();
        settings["Embeddings:Patience"] = "00:00:00"; // It is laid aside at once, and comes back by itself.
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = settings });
        var file = await rag.Client.UploadTextAsync("a.md", "# Cars\n\nHow to repair a car.");
        var store = await rag.Client.NewStoreAsync(file);
        var indexed = await rag.Client.IndexedAsync(store);

        Assert.Equal(1, indexed.GetProperty("file_counts").GetProperty("completed").GetInt32());
        Assert.False(indexed.TryGetProperty("embedding", out _));
        Assert.Single(await rag.Client.SearchAsync(store, "repair"));

        Volatile.Write(ref busy, false);
        await EmbeddedAsync(rag, store, "m", 1);
    }

    [Fact]
    public async Task ChangeOfTheModel_BuildsTheNewVectorsBesideTheOldAndMovesAtOnce()
    {
        await using var models = await ModelsStandIn.StartAsync();
        (models.Synonyms["automobil"], models.Synonyms["car"]) = ("car", "car");
        models.Dimensions["second"] = 32;
        var directory = Directory.CreateTempSubdirectory("yyc3-shadow-").FullName;
        string store, file;
        await using (var rag = await RagHost.StartAsync(new RagHostOptions { DataDirectory = directory, Settings = models.Settings("first") }))
        {
            (store, file) = await FleetAsync(rag, "first");
        }

        // The second model takes its time: until it is through, searches use the first one's vectors.
        using var gate = new SemaphoreSlim(0);
        models.Trouble = path => path == "/v1/embeddings" && models.Embedded.GetValueOrDefault("second") > 1 && gate.CurrentCount == 0 ? (503, """{"error":{"message":"starting"}}""") : null;
        var settings = models.Settings("second");
        settings["Embeddings:Patience"] = "00:00:00";
        settings["Embeddings:BatchSize"] = "1";
        await using (var rag = await RagHost.StartAsync(new RagHostOptions { DataDirectory = directory, Settings = settings }))
        {
            await EmbeddedAsync(rag, store, "second", 3, whileWaiting: async () =>
            {
                var before = await rag.Client.ReadAsync($"/v1/vector_stores/{store}");
                var page = await AskAsync(rag, store, "car", include: ["trace"]);
                Assert.Equal(file, page.GetProperty("data")[0].GetProperty("file_id").GetString());
                Assert.Contains(before.GetProperty("embedding").GetProperty("model").GetString(), new[] { "first", "second" });
                if (models.Embedded.GetValueOrDefault("second") > 1 && gate.CurrentCount == 0)
                {
                    gate.Release();
                }
            });
            var after = await AskAsync(rag, store, "automobile", include: ["trace"]);

            Assert.Equal(file, after.GetProperty("data")[0].GetProperty("file_id").GetString());
            Assert.Equal("second", after.GetProperty("trace").GetProperty("stores")[0].GetProperty("embedding_model").GetString());

            // Nothing of the first model's vectors stays, and nothing of a file's when it is deleted.
            foreach (var one in (await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files")).Ids())
            {
                await rag.Client.RemoveAsync($"/v1/files/{one}");
            }

            await RagCalls.EventuallyAsync(async () => (await rag.Client.ReadAsync("/v1/deletions")).GetProperty("data").EnumerateArray().All(one => one.GetProperty("status").GetString() == "completed"));
            await RagCalls.EventuallyAsync(async () => await CountAsync(rag, "dense_vectors") == 0 && await CountAsync(rag, "dense_segments") == 0 && await CountAsync(rag, "embedded_generations") == 0);
        }

        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Rerank_WithAModel_HasTheLastWord()
    {
        await using var models = await ModelsStandIn.StartAsync();
        models.Favourite = "bicycle";
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = models.Settings(embeddings: null, rerank: "judge") });
        var (store, _) = await FleetAsync(rag, model: null);

        var page = await AskAsync(rag, store, "repair", include: ["trace"]);
        var results = page.GetProperty("data").EnumerateArray().ToList();

        Assert.Contains("bicycle", results[0].Text(), StringComparison.Ordinal);
        Assert.Equal(0.9, results[0].GetProperty("score").GetDouble());
        Assert.Equal("judge", page.GetProperty("trace").GetProperty("reranker").GetString());
        Assert.Single((await AskAsync(rag, store, "repair", options: new { score_threshold = 0.5 })).GetProperty("data").EnumerateArray());
        var plain = await AskAsync(rag, store, "repair", options: new { ranker = "none" });
        Assert.NotEqual(0.9, plain.GetProperty("data")[0].GetProperty("score").GetDouble());

        models.Trouble = _ => (500, "no JSON");
        var without = await AskAsync(rag, store, "repair", include: ["trace"]);
        Assert.Equal(JsonValueKind.Null, without.GetProperty("trace").GetProperty("reranker").ValueKind);
        Assert.Equal(plain.GetProperty("data").ToString(), without.GetProperty("data").ToString());
    }

    [Fact]
    public async Task RewriteQuery_WithAModel_SearchesForItsWordsAndTheCallers()
    {
        await using var models = await ModelsStandIn.StartAsync();
        models.Rewritten = "\"bicycle repair\"";
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = models.Settings(embeddings: null, rewrite: "writer") });
        var (store, _) = await FleetAsync(rag, model: null);

        var page = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "my two-wheeler is broken", rewrite_query = true });

        Assert.Equal(["bicycle repair", "my two-wheeler is broken"], page.GetProperty("search_query").EnumerateArray().Select(query => query.GetString()));
        Assert.Contains("bicycle", page.GetProperty("data")[0].Text(), StringComparison.Ordinal);
        models.Trouble = _ => (404, """{"error":{"message":"no such model"}}""");
        var plain = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "bicycle", rewrite_query = true });
        Assert.Equal("bicycle", Assert.Single(plain.GetProperty("search_query").EnumerateArray()).GetString());
        Assert.Single(plain.GetProperty("data").EnumerateArray());
    }

    [Fact]
    public async Task Search_WithAThresholdAndALimit_TellsWhatWasDropped()
    {
        await using var rag = await RagHost.StartAsync();
        var (store, _) = await FleetAsync(rag, model: null);

        var page = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "repair", max_num_results = 1, include = new[] { "trace" } });
        var dropped = page.GetProperty("trace").GetProperty("candidates").EnumerateArray().Skip(1).Select(candidate => candidate.GetProperty("dropped").GetString()).ToList();
        Assert.NotEmpty(dropped);
        Assert.All(dropped, reason => Assert.Equal("max_num_results", reason));

        page = await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "repair", ranking_options = new { score_threshold = 1 }, include = new[] { "trace" } });
        Assert.Empty(page.GetProperty("data").EnumerateArray());
        Assert.All(page.GetProperty("trace").GetProperty("candidates").EnumerateArray(), candidate => Assert.Equal("score_threshold", candidate.GetProperty("dropped").GetString()));

        using var refused = await rag.Client.PostAsJsonAsync($"/v1/vector_stores/{store}/search", new { query = "repair", include = new[] { "trail" } }, Cancel);
        Assert.Equal("include[0]", await refused.RefusedAsync(400));
        using var weightless = await rag.Client.PostAsJsonAsync($"/v1/vector_stores/{store}/search", new { query = "repair", ranking_options = new { hybrid_search = new { embedding_weight = 0, text_weight = 0 } } }, Cancel);
        Assert.Equal("ranking_options.hybrid_search.text_weight", await weightless.RefusedAsync(400));
    }

    [Fact]
    public async Task Search_WithParentTokens_GrowsResultsToTheirSections()
    {
        await using var rag = await RagHost.StartAsync();
        var paragraphs = Enumerable.Range(0, 60).Select(i => $"paragraph{i}q tells about valves and pumps and lamps, of this kind and that kind, at some length so that a chunk is soon full of it.").ToList();
        var text = "# First\n\n" + string.Join("\n\n", paragraphs[..30]) + "\n\n# Second\n\n" + string.Join("\n\n", paragraphs[30..]);
        var file = await rag.Client.UploadTextAsync("a.md", text);
        var store = await rag.Client.NewStoreAsync();
        await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = file, chunking_strategy = new Dictionary<string, object> { ["type"] = "static", ["static"] = new { max_chunk_size_tokens = 100, chunk_overlap_tokens = 30 } } });
        await rag.Client.IndexedAsync(store);

        var small = (await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "paragraph28q" })).GetProperty("data")[0];
        var grown = (await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "paragraph28q", parent_tokens = 500 })).GetProperty("data")[0];

        Assert.True(grown.Text().Length > 2 * small.Text().Length);
        Assert.Contains("paragraph29q", grown.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("paragraph30q", grown.Text(), StringComparison.Ordinal); // Another section.
        Assert.All(Enumerable.Range(0, 60), i => Assert.True(grown.Text().Split($"paragraph{i}q ").Length <= 2, $"paragraph {i} is said twice"));
        var span = grown.GetProperty("content")[0].GetProperty("span");
        Assert.True(span.GetProperty("start").GetInt32() < small.GetProperty("content")[0].GetProperty("span").GetProperty("start").GetInt32());
        Assert.Equal(small.GetProperty("content")[0].Text("chunk_id"), grown.GetProperty("content")[0].Text("chunk_id"));

        // What a better result's parent holds is not said again.
        var all = (await rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query = "paragraph3q paragraph4q paragraph5q", parent_tokens = 4000 })).GetProperty("data").EnumerateArray().ToList();
        Assert.Single(all, result => result.Text().Contains("paragraph4q", StringComparison.Ordinal));
    }

    private static async Task<(string Store, string CarFile)> FleetAsync(RagHost rag, string? model = "m")
    {
        var car = await rag.Client.UploadTextAsync("car.md", "# Car\n\nHow to repair a car in ten steps.");
        var bicycle = await rag.Client.UploadTextAsync("bicycle.md", "# Bicycle\n\nHow to repair a bicycle, tyre by tyre.");
        var boat = await rag.Client.UploadTextAsync("boat.md", "# Boat\n\nSails want mending and repair before winter; oars want oil.");
        var store = await rag.Client.NewStoreAsync(car, bicycle, boat);
        await rag.Client.IndexedAsync(store);
        if (model is not null)
        {
            await EmbeddedAsync(rag, store, model, 3);
        }

        return (store, car);
    }

    private static Task<JsonElement> AskAsync(RagHost rag, string store, string query, object? options = null, string[]? include = null) =>
        rag.Client.PostAsync($"/v1/vector_stores/{store}/search", new { query, ranking_options = options, include });

    private static Task EmbeddedAsync(RagHost rag, string store, string model, int files, Func<Task>? whileWaiting = null) => RagCalls.EventuallyAsync(async () =>
    {
        if (whileWaiting is not null)
        {
            await whileWaiting();
        }

        return (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).TryGetProperty("embedding", out var embedding)
            && embedding.GetProperty("model").GetString() == model && embedding.GetProperty("files").GetInt32() == files;
    });

    private static async Task<long> CountAsync(RagHost rag, string table)
    {
        await using var connection = await ((YYC3.Llm.ServiceDefaults.Storage.IDatabase)rag.Services.GetService(typeof(YYC3.Llm.ServiceDefaults.Storage.IDatabase))!).OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = $"select count(*) from {table}";
        return Convert.ToInt64(await command.ExecuteScalarAsync(Cancel), System.Globalization.CultureInfo.InvariantCulture);
    }
}
