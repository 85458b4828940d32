using System.Text;
using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Ingestion;

/// <summary>kill -9 in the middle of the work: what was acknowledged stays, and the work is done once.</summary>
public sealed class KillTests
{
    private static readonly object Small = new { type = "static", @static = new { max_chunk_size_tokens = 100, chunk_overlap_tokens = 20 } };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Indexing_KilledTwice_CompletesOnce()
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-kill-").FullName;
        var settings = new Dictionary<string, string> { ["Jobs__Lease"] = "00:00:02" };
        var text = new StringBuilder();
        for (var i = 0; i < 12_000; i++)
        {
            text.Append($"Paragraph {i}: the caravan number{i} crosses the desert. 第{i}支商队穿过沙漠。\n\n");
        }

        string file, store;
        var killed = 0;
        var rag = await RagProcess.StartAsync(directory, settings);
        try
        {
            file = await rag.Client.UploadTextAsync("caravans.txt", text.ToString());
            store = await rag.Client.NewStoreAsync();
            await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = file, chunking_strategy = Small });
            foreach (var at in new[] { 0.01, 0.4 })
            {
                if (await ReachesAsync(rag.Client, store, file, at))
                {
                    killed++;
                }

                await rag.DisposeAsync();
                rag = await RagProcess.StartAsync(directory, settings);
            }

            var indexed = await rag.Client.IndexedAsync(store);

            Assert.True(killed > 0, "The indexing was over before it could be killed.");
            Assert.Equal(1, indexed.GetProperty("file_counts").GetProperty("completed").GetInt32());
            foreach (var i in new[] { 0, 6_000, 11_999 })
            {
                Assert.Contains($"number{i} ", (await rag.Client.SearchAsync(store, $"number{i}"))[0].Text(), StringComparison.Ordinal);
            }
        }
        finally
        {
            await rag.DisposeAsync();
        }

        var database = new SqliteDatabase(Path.Combine(directory, "rag.db"));
        await using (var connection = await database.OpenAsync(Cancel))
        {
            var (chunks, generations, first, last) = await connection.QuerySingleAsync<(long, long, long, long)>("select count(*), count(distinct generation), min(ordinal), max(ordinal) from chunks");
            Assert.Equal((1, 0, chunks - 1), (generations, first, last));
            Assert.Equal(chunks, await connection.ExecuteScalarAsync<long>("select sum(documents) from index_segments"));
            Assert.Equal(chunks, await connection.ExecuteScalarAsync<long>("select chunk_count from vector_store_files"));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Embedding_KilledTwice_CompletesOnce()
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-kill-").FullName;
        await using var models = await ModelsStandIn.StartAsync();
        var settings = new Dictionary<string, string>
        {
            ["Jobs__Lease"] = "00:00:02",
            ["Embeddings__Model"] = "m",
            ["Embeddings__BatchSize"] = "8",
            ["services__router__http__0"] = models.Url,
        };
        var text = string.Join("\n\n", Enumerable.Range(0, 2_000).Select(i => $"Paragraph {i}: the caravan number{i} crosses the desert. 第{i}支商队穿过沙漠。"));
        var rag = await RagProcess.StartAsync(directory, settings);
        try
        {
            var store = await rag.Client.NewStoreAsync();
            var file = await rag.Client.UploadTextAsync("caravans.txt", text);
            await rag.Client.PostAsync($"/v1/vector_stores/{store}/files", new { file_id = file, chunking_strategy = Small });
            foreach (var texts in new[] { 40, 400 })
            {
                await RagCalls.EventuallyAsync(() => Task.FromResult(models.Embedded.GetValueOrDefault("m") >= texts));
                await rag.KillAsync();
                await rag.DisposeAsync();
                rag = await RagProcess.StartAsync(directory, settings);
            }

            await RagCalls.EventuallyAsync(async () => (await rag.Client.ReadAsync($"/v1/vector_stores/{store}")).TryGetProperty("embedding", out var embedding) && embedding.GetProperty("files").GetInt32() == 1);
            Assert.Contains("number1999 ", (await rag.Client.SearchAsync(store, "number1999"))[0].Text(), StringComparison.Ordinal);
        }
        finally
        {
            await rag.DisposeAsync();
        }

        var database = new SqliteDatabase(Path.Combine(directory, "rag.db"));
        await using (var connection = await database.OpenAsync(Cancel))
        {
            var chunks = await connection.ExecuteScalarAsync<long>("select count(*) from chunks");
            Assert.True(chunks > 400);
            Assert.Equal(chunks, await connection.ExecuteScalarAsync<long>("select count(*) from dense_vectors"));
            Assert.Equal(chunks, await connection.ExecuteScalarAsync<long>("select sum(documents) from dense_segments"));
            Assert.Equal(1, await connection.ExecuteScalarAsync<long>("select count(*) from embedded_generations"));
        }

        SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public async Task Upload_Acknowledged_SurvivesAKill()
    {
        var directory = Directory.CreateTempSubdirectory("yyc3-kill-").FullName;
        var content = new byte[2_500_000];
        new Random(3).NextBytes(content);
        string file;
        await using (var rag = await RagProcess.StartAsync(directory))
        {
            file = (await rag.Client.UploadAsync("data.bin", content)).Id();
            await rag.KillAsync();
        }

        await using (var rag = await RagProcess.StartAsync(directory))
        {
            Assert.Equal(content, await rag.Client.GetByteArrayAsync($"/v1/files/{file}/content", Cancel));
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task<bool> ReachesAsync(HttpClient client, string store, string file, double progress)
    {
        while (true)
        {
            var state = await client.ReadAsync($"/v1/vector_stores/{store}/files/{file}");
            if (state.GetProperty("status").GetString() != "in_progress")
            {
                return false;
            }

            if (state.TryGetProperty("progress", out JsonElement reached) && reached.GetDouble() >= progress)
            {
                return true;
            }

            await Task.Delay(5, Cancel);
        }
    }
}
