using System.Diagnostics;
using System.Numerics.Tensors;
using System.Text;
using Dapper;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Indexing.Embedded;
using YYC3.Llm.RagService.Indexing.Embedded.Dense;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.RagService.Indexing;

/// <summary>The embedded index with 100,000 chunks; run on demand, alone on its machine, for its figures.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Chunks = 100_000;

    private readonly IndexScope scope = new(new TenantId("t"), "vs_1");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HundredThousandChunks_AreIndexedOpenedAndSearchedInTime(bool chinese)
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-scale-").FullName;
        var database = await CreateAsync(directory);
        var random = new Random(5);
        var texts = Enumerable.Range(0, 2_000).Select(_ => Text(random, chinese)).ToArray();
        var index = Open(database);
        var started = Stopwatch.GetTimestamp();
        for (var first = 0; first < Chunks; first += 256)
        {
            var batch = new TermBatch();
            for (var ordinal = first; ordinal < Math.Min(Chunks, first + 256); ordinal++)
            {
                batch.Add(ordinal, texts[ordinal % texts.Length]);
            }

            await index.AddAsync(scope, 1, batch, Cancel);
            if (first / 256 % 16 == 15)
            {
                await index.MaintainAsync(scope, forget: false, Cancel);
            }
        }

        await index.MaintainAsync(scope, forget: false, Cancel);
        var indexing = Stopwatch.GetElapsedTime(started);

        await using var reader = await database.OpenAsync(Cancel);
        var version = await reader.ExecuteScalarAsync<long>("select version from vector_stores");
        var (segments, bytes) = await reader.QuerySingleAsync<(long, long)>("select count(*), sum(bytes) from index_segments");
        var view = View(version);
        index = Open(database);
        started = Stopwatch.GetTimestamp();
        await index.SearchAsync(scope, new IndexQuery(["w1"], view, null, 40), Cancel);
        var opening = Stopwatch.GetElapsedTime(started);

        var times = new List<double>();
        for (var i = 0; i < 500; i++)
        {
            var query = TextAnalyzer.Terms(Text(random, chinese).AsSpan(0, chinese ? 14 : 50)).Distinct().ToList();
            started = Stopwatch.GetTimestamp();
            await index.SearchAsync(scope, new IndexQuery(query, view, null, 40), Cancel);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        times.Sort();
        output.WriteLine(
            $"{(chinese ? "Chinese" : "English")}: {Chunks / indexing.TotalSeconds:F0} chunks/s, {segments} segments of {bytes / 1048576.0:F0} MiB, open {opening.TotalMilliseconds:F0} ms, query p50 {times[250]:F1} ms, p99 {times[495]:F1} ms");
        Directory.Delete(directory, recursive: true);
        Assert.True(opening < TimeSpan.FromSeconds(3) && times[495] < 20 && Chunks / indexing.TotalSeconds > 2_000);
    }

    [Fact(Explicit = true)]
    public async Task HundredThousandVectors_AreOpenedAndSearchedInTime()
    {
        const int Dimensions = 384;
        var directory = Directory.CreateTempSubdirectory("yyc3-scale-").FullName;
        var database = await CreateAsync(directory);
        var random = new Random(5);
        // Embeddings lie in clusters: topics, and passages about them.
        var topics = Enumerable.Range(0, 1_000).Select(_ => Vector(random, Dimensions, null)).ToArray();
        var vectors = Enumerable.Range(0, Chunks).Select(_ => Vector(random, Dimensions, topics[random.Next(topics.Length)])).ToArray();
        var index = Open(database);
        var started = Stopwatch.GetTimestamp();
        for (var first = 0; first < Chunks; first += 256)
        {
            await index.AddVectorsAsync(scope, "m", 1, [.. Enumerable.Range(first, Math.Min(256, Chunks - first)).Select(ordinal => new IndexedVector(ordinal, vectors[ordinal]))], Cancel);
        }

        var indexing = Stopwatch.GetElapsedTime(started);
        index = Open(database);
        var (view, live) = (View(1), new HashSet<long> { 1 });
        var before = GC.GetTotalMemory(forceFullCollection: true);
        started = Stopwatch.GetTimestamp();
        await index.NearestAsync(scope, new DenseQuery("m", vectors[0], view, live, 10), Cancel);
        var opening = Stopwatch.GetElapsedTime(started);
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;

        var (times, found) = (new List<double>(), 0);
        for (var i = 0; i < 300; i++)
        {
            var query = Vector(random, Dimensions, topics[random.Next(topics.Length)]);
            started = Stopwatch.GetTimestamp();
            var hits = await index.NearestAsync(scope, new DenseQuery("m", query, view, live, 10), Cancel);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            var exact = Enumerable.Range(0, Chunks).Select(ordinal => (Ordinal: ordinal, Score: TensorPrimitives.Dot(vectors[ordinal], query))).OrderByDescending(one => one.Score).Take(10).Select(one => one.Ordinal).ToHashSet();
            found += hits.Count(hit => exact.Contains(hit.Ordinal));
        }

        times.Sort();
        output.WriteLine(
            $"{Chunks / indexing.TotalSeconds:F0} vectors/s, open {opening.TotalMilliseconds:F0} ms, {memory / 1048576.0:F0} MiB, query p50 {times[150]:F1} ms, p99 {times[297]:F1} ms, recall@10 {found / 3000.0:F4}");
        Directory.Delete(directory, recursive: true);
        Assert.True(opening < TimeSpan.FromSeconds(3) && times[297] < 20 && found >= 0.97 * 3000);
    }

    private static float[] Vector(Random random, int dimensions, float[]? around)
    {
        var vector = new float[dimensions];
        for (var i = 0; i < dimensions; i++)
        {
            var normal = (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));
            vector[i] = around is null ? normal : around[i] + (0.8f * normal / MathF.Sqrt(dimensions));
        }

        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }

    private static async Task<IDatabase> CreateAsync(string directory)
    {
        var database = new SqliteDatabase(Path.Combine(directory, "rag.db"));
        await Migrations.ApplyAsync(database, typeof(RagServiceHost).Assembly, TimeProvider.System, Cancel);
        await using var connection = await database.OpenAsync(Cancel);
        await connection.ExecuteAsync("insert into vector_stores (id, tenant, name, metadata, created_at, last_active_at, version) values ('vs_1', 't', '', '{}', 0, 0, 1)");
        await connection.ExecuteAsync(
            """
            insert into vector_store_files (tenant, store_id, file_id, status, attributes, chunk_tokens, overlap_tokens, usage_bytes, chunk_count, progress, generation, pending, created_at)
            values ('t', 'vs_1', 'file-1', 'completed', '{}', 0, 0, 0, 0, 0, 1, 0, 0)
            """);
        return database;
    }

    private static StoreView View(long version) =>
        new(version, new Dictionary<long, ViewFile> { [1] = new("file-1", "", default, new Dictionary<string, System.Text.Json.JsonElement>(), Chunks, Terms: 0, IsEmbedded: true) });

    private static EmbeddedIndex Open(IDatabase database)
    {
        var store = new SegmentStore(database);
        var (options, dense) = (Options.Create(new IndexOptions()), new DenseStore(database));
        return new EmbeddedIndex(store, new SegmentCache(store, options), dense, new DenseCache(dense, options));
    }

    // About 400 tokens, the words as frequent as Zipf has them.
    private static string Text(Random random, bool chinese)
    {
        var text = new StringBuilder();
        for (var i = 0; i < (chinese ? 450 : 300); i++)
        {
            var rank = (int)Math.Exp(random.NextDouble() * Math.Log(chinese ? 3_000 : 50_000));
            _ = chinese ? text.Append((char)(0x4E00 + rank)) : text.Append('w').Append(rank).Append(' ');
        }

        return text.ToString();
    }
}
