using System.Diagnostics;
using System.Text;
using Dapper;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Indexing.Embedded;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Tests.RagService.Indexing;

/// <summary>The embedded index with 100,000 chunks; run on demand, alone on its machine, for its figures.</summary>
public sealed class ScaleTests(ITestOutputHelper output)
{
    private const int Chunks = 100_000;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Explicit = true)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task HundredThousandChunks_AreIndexedOpenedAndSearchedInTime(bool chinese)
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-scale-").FullName;
        var database = new SqliteDatabase(Path.Combine(directory, "rag.db"));
        await Migrations.ApplyAsync(database, typeof(RagServiceHost).Assembly, TimeProvider.System, Cancel);
        var scope = new IndexScope(new TenantId("t"), "vs_1");
        await using (var connection = await database.OpenAsync(Cancel))
        {
            await connection.ExecuteAsync("insert into vector_stores (id, tenant, name, metadata, created_at, last_active_at, version) values ('vs_1', 't', '', '{}', 0, 0, 1)");
            await connection.ExecuteAsync(
                """
                insert into vector_store_files (tenant, store_id, file_id, status, attributes, chunk_tokens, overlap_tokens, usage_bytes, chunk_count, progress, generation, pending, created_at)
                values ('t', 'vs_1', 'file-1', 'completed', '{}', 0, 0, 0, 0, 0, 1, 0, 0)
                """);
        }

        var random = new Random(5);
        var texts = Enumerable.Range(0, 2_000).Select(_ => Text(random, chinese)).ToArray();
        var index = Open(database);
        var started = Stopwatch.GetTimestamp();
        for (var first = 0; first < Chunks; first += 256)
        {
            var batch = new List<IndexedChunk>();
            for (var ordinal = first; ordinal < Math.Min(Chunks, first + 256); ordinal++)
            {
                var terms = new Dictionary<string, int>(StringComparer.Ordinal);
                var length = TextAnalyzer.CountTerms(texts[ordinal % texts.Length], terms);
                batch.Add(new IndexedChunk(ordinal, terms, length));
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
        var view = new StoreView(version, new Dictionary<long, ViewFile> { [1] = new("file-1", "", default, new Dictionary<string, System.Text.Json.JsonElement>()) });
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

    private static EmbeddedIndex Open(IDatabase database)
    {
        var store = new SegmentStore(database);
        return new EmbeddedIndex(store, new SegmentCache(store, Options.Create(new IndexOptions())));
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
