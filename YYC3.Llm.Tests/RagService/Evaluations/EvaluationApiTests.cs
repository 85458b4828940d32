using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using YYC3.Llm.Benchmarks.Knowledge;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Evaluations;

public sealed class EvaluationApiTests
{
    private static readonly string[] Subjects = ["pump", "lamp", "valve", "motor", "bridge", "engine", "printer", "ladder", "window", "garden", "kettle", "saddle", "hammer", "candle", "mirror", "pencil"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Evaluate_AStoreWhoseVectorsKnowMore_ProposesThemAndTakesThemOver(string backend)
    {
        await using var models = await ModelsStandIn.StartAsync();
        await using var rag = await RagBackends.StartAsync(backend, models.Settings());
        var (store, files) = await LibraryAsync(rag, models);

        // Asked by a word that only the vectors know, besides one that misleads.
        var queries = Subjects.Select((subject, i) => new { query = $"synonym{subject} repair", relevant = new[] { new { file_id = files[i] } } }).ToList();
        var path = $"/v1/vector_stores/{store}/evaluations";
        var report = await rag.Client.PostAsync(path, new { queries, seed = 3 });

        Assert.Equal(("vector_store.evaluation", Subjects.Length), (report.Text("object"), report.GetProperty("queries").GetInt32()));
        Assert.Equal(0.3, report.GetProperty("current").GetProperty("settings").GetProperty("embedding_weight").GetDouble());
        var proposed = report.GetProperty("proposed");
        Assert.True(proposed.GetProperty("settings").GetProperty("embedding_weight").GetDouble() > 0.3);
        Assert.Equal((8, 8), (proposed.GetProperty("tuned_on").GetInt32(), proposed.GetProperty("tested_on").GetInt32()));
        Assert.True(proposed.GetProperty("difference").GetProperty("ndcg@10").GetProperty("value").GetDouble() > 0);
        var ndcg = report.GetProperty("current").GetProperty("metrics").GetProperty("ndcg@10");
        Assert.True(ndcg.GetProperty("low").GetDouble() <= ndcg.GetProperty("value").GetDouble() && ndcg.GetProperty("value").GetDouble() <= ndcg.GetProperty("high").GetDouble());
        Assert.False(report.GetProperty("decision").GetProperty("applied").GetBoolean());

        var applied = await rag.Client.PostAsync(path, new { queries, seed = 3, apply = true });
        Assert.True(applied.GetProperty("decision").GetProperty("applied").GetBoolean());
        var weight = proposed.GetProperty("settings").GetProperty("embedding_weight").GetDouble();
        Assert.Equal(weight, (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).GetProperty("embedding").GetProperty("weight").GetDouble());

        // A change for the worse is refused, and nothing changes.
        using var refused = await rag.Client.PostAsJsonAsync(path, new { queries, settings = new { embedding_weight = 0 }, apply = true }, Cancel);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("lowers nDCG@10", await refused.ErrorAsync(HttpStatusCode.Conflict, "quality_would_drop", "settings"), StringComparison.Ordinal);
        Assert.Equal(weight, (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).GetProperty("embedding").GetProperty("weight").GetDouble());

        var list = await rag.Client.ReadAsync(path);
        Assert.Equal(3, list.GetProperty("data").GetArrayLength());
        Assert.Equal(applied.ToString(), (await rag.Client.ReadAsync($"{path}/{applied.Id()}")).ToString());
        using var foreign = await rag.For("proj_other").GetAsync($"{path}/{applied.Id()}", Cancel);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public async Task Evaluate_WithoutVectors_MeasuresWords()
    {
        await using var rag = await RagHost.StartAsync();
        var (store, files) = await LibraryAsync(rag, models: null);

        var report = await rag.Client.PostAsync($"/v1/vector_stores/{store}/evaluations", new { queries = new[] { new { query = "pump", relevant = new[] { new { file_id = files[0], grade = 2 } } } } });

        Assert.Equal(1, report.GetProperty("current").GetProperty("metrics").GetProperty("mrr@10").GetProperty("value").GetDouble());
        Assert.Equal(JsonValueKind.Null, report.GetProperty("proposed").ValueKind);
        Assert.Contains("no vectors", report.GetProperty("decision").Text("reason"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_WithQuestionsThatAModelWrites_LabelsTheirPassages()
    {
        await using var models = await ModelsStandIn.StartAsync();
        models.Rewritten = "How is a ladder repaired?";
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = models.Settings(embeddings: null) });
        var (store, _) = await LibraryAsync(rag, models: null);

        var report = await rag.Client.PostAsync($"/v1/vector_stores/{store}/evaluations", new { generate = new { count = 4, model = "writer" } });

        Assert.Equal((4, 4), (report.GetProperty("queries").GetInt32(), report.GetProperty("generated").GetInt32()));
        using var nobody = await rag.Client.PostAsJsonAsync($"/v1/vector_stores/{store}/evaluations", new { generate = new { count = 4 } }, Cancel);
        Assert.Equal("generate.model", await nobody.RefusedAsync(400));
        models.Trouble = _ => (404, """{"error":{"message":"There is no such model."}}""");
        using var unknown = await rag.Client.PostAsJsonAsync($"/v1/vector_stores/{store}/evaluations", new { generate = new { count = 4, model = "nobody" } }, Cancel);
        Assert.Equal("generate.model", await unknown.RefusedAsync(404));
    }

    [Theory]
    [InlineData("{}", "queries")]
    [InlineData("""{"queries":{}}""", "queries")]
    [InlineData("""{"queries":[{"query":" ","relevant":[{"chunk_id":"c"}]}]}""", "queries[0].query")]
    [InlineData("""{"queries":[{"query":"a"}]}""", "queries[0].relevant")]
    [InlineData("""{"queries":[{"query":"a","relevant":[]}]}""", "queries[0].relevant")]
    [InlineData("""{"queries":[{"query":"a","relevant":[{"file_id":"file-x","chunk_id":"chunk_x_0"}]}]}""", "queries[0].relevant")]
    [InlineData("""{"queries":[{"query":"a","relevant":[{"file_id":"file-x","grade":0}]}]}""", "queries[0].relevant")]
    [InlineData("""{"queries":[{"query":"a","relevant":[{"file_id":"file-nobody"}]}]}""", "queries[0].relevant")]
    [InlineData("""{"generate":{"count":0}}""", "generate.count")]
    [InlineData("""{"queries":[{"query":"a","relevant":[{"chunk_id":"c"}]}],"settings":{}}""", "settings.embedding_weight")]
    [InlineData("""{"queries":[{"query":"a","relevant":[{"chunk_id":"c"}]}],"colour":1}""", "colour")]
    public async Task Evaluate_WithWhatIsWrong_NamesTheField(string body, string param)
    {
        await using var rag = await RagHost.StartAsync();
        var store = await rag.Client.NewStoreAsync();

        using var refused = await rag.Client.PostAsync($"/v1/vector_stores/{store}/evaluations", ApiAnswers.Json(body), Cancel);

        Assert.Equal(param, await refused.RefusedAsync(400));
    }

    [Fact]
    public async Task Evaluate_APublicCollection_FindsWhatWasJudgedRelevant()
    {
        await using var rag = await RagHost.StartAsync();
        var folder = SharedFiles.Directory("data/cmrc2018-trial");
        Assert.SkipWhen(folder is null, "The retrieval collection is not there.");
        var collection = BeirFolder.Read(folder);

        var found = await new EvaluateRun(rag.Client, collection, TimeProvider.System).RunAsync(_ => { }, Cancel);

        Assert.True(found["ndcg@10"].Value >= 0.97, $"nDCG@10 is {found["ndcg@10"].Value}");
        Assert.True(found["recall@100"].Value >= 0.99, $"R@100 is {found["recall@100"].Value}");
    }

    private static async Task<(string Store, string[] Files)> LibraryAsync(RagHost rag, ModelsStandIn? models)
    {
        var files = new string[Subjects.Length];
        for (var i = 0; i < files.Length; i++)
        {
            if (models is not null)
            {
                models.Synonyms[$"synonym{Subjects[i]}"] = models.Synonyms[Subjects[i]] = Subjects[i];
            }

            files[i] = await rag.Client.UploadTextAsync($"{Subjects[i]}.txt", $"About the {Subjects[i]}: its parts, its care" + (i % 2 == 0 ? "." : ", its repair."));
        }

        var store = await rag.Client.NewStoreAsync(files);
        await rag.Client.IndexedAsync(store);
        await RagCalls.EventuallyAsync(async () => models is null
            || ((await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).TryGetProperty("embedding", out var embedding) && embedding.GetProperty("files").GetInt32() == files.Length));
        return (store, files);
    }
}
