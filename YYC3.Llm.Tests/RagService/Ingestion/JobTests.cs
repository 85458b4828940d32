using System.Text;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Ingestion;

public sealed class JobTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Claim_ManyWorkersAtOnce_GivesEachJobOnce(string backend)
    {
        await using var rag = await StartAsync(backend);
        var jobs = rag.Services.GetRequiredService<JobStore>();
        for (var i = 0; i < 20; i++)
        {
            await EnqueueAsync(rag, new NewJob(new TenantId("a"), JobKinds.PurgeFile, "", $"{i}"));
        }

        var claimed = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(
            async () =>
            {
                var mine = new List<long>();
                while (await jobs.ClaimAsync($"worker {worker}", Lease, Cancel) is { } job)
                {
                    mine.Add(job.Id);
                }

                return mine;
            },
            Cancel)));

        Assert.Equal(20, claimed.Sum(mine => mine.Count));
        Assert.Equal(20, claimed.SelectMany(mine => mine).Distinct().Count());
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Claim_LeaseOver_GivesTheJobToAnother(string backend)
    {
        await using var rag = await StartAsync(backend);
        var jobs = rag.Services.GetRequiredService<JobStore>();
        await EnqueueAsync(rag, new NewJob(new TenantId("a"), JobKinds.PurgeFile, "", "f"));

        var first = await jobs.ClaimAsync("first", TimeSpan.Zero, Cancel);
        var second = await jobs.ClaimAsync("second", Lease, Cancel);

        Assert.Equal(first!.Id, second!.Id);
        Assert.Equal(2, second.Attempts);
        Assert.False(await jobs.RenewAsync(first, "first", Lease, Cancel));
        Assert.True(await jobs.RenewAsync(second, "second", Lease, Cancel));
        await jobs.CompleteAsync(first, "first", Cancel);
        Assert.Equal(1, await jobs.CountAsync(Cancel));
        await jobs.CompleteAsync(second, "second", Cancel);
        Assert.Equal(0, await jobs.CountAsync(Cancel));
    }

    [Fact]
    public async Task Claim_OneProjectWithManyFiles_LetsOthersIn()
    {
        await using var rag = await StartAsync("sqlite");
        var jobs = rag.Services.GetRequiredService<JobStore>();
        for (var i = 0; i < 5; i++)
        {
            await EnqueueAsync(rag, new NewJob(new TenantId("many"), JobKinds.Ingest, "s", $"{i}"));
        }

        await EnqueueAsync(rag, new NewJob(new TenantId("few"), JobKinds.Ingest, "s", "f"));
        await EnqueueAsync(rag, new NewJob(new TenantId("many"), JobKinds.RemoveGeneration, "s", "urgent"));

        var order = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            order.Add((await jobs.ClaimAsync("w", Lease, Cancel))!.FileId);
        }

        Assert.Equal(["urgent", "f", "0", "1"], order);
    }

    [Fact]
    public async Task Cancel_AJobInWork_TellsUntilWhen()
    {
        await using var rag = await StartAsync("sqlite");
        var jobs = rag.Services.GetRequiredService<JobStore>();
        var database = rag.Services.GetRequiredService<IDatabase>();
        await EnqueueAsync(rag, new NewJob(new TenantId("a"), JobKinds.Ingest, "s", "1"));
        var job = (await jobs.ClaimAsync("w", Lease, Cancel))!;
        await using (var connection = await database.OpenAsync(Cancel))
        {
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            Assert.Equal(0, await JobStore.CancelAsync(connection, transaction, new TenantId("b"), job.Id, Cancel));
            Assert.True(await JobStore.CancelAsync(connection, transaction, new TenantId("a"), job.Id, Cancel) > 0);
            await transaction.CommitAsync(Cancel);
        }

        await using var lease = new JobLease(jobs, job, "w", Lease, TimeProvider.System);
        await using var later = await database.OpenAsync(Cancel);
        await using var write = await later.BeginTransactionAsync(Cancel);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => lease.GuardAsync(later, write, Cancel));
        Assert.True(lease.Lost.IsCancellationRequested);
    }

    [Theory]
    [MemberData(nameof(RagBackends.All), MemberType = typeof(RagBackends))]
    public async Task Delete_FilesStoresAndWorkInProgress_LeavesNoRow(string backend)
    {
        await using var rag = await RagBackends.StartAsync(backend, new Dictionary<string, string> { ["Jobs:Lease"] = "00:00:01", ["Jobs:Poll"] = "00:00:00.050" });
        var text = new StringBuilder();
        for (var i = 0; i < 4_000; i++)
        {
            text.Append($"Paragraph {i} of a long file about rivers and lakes.\n\n");
        }

        var big = await rag.Client.UploadTextAsync("big.txt", text.ToString());
        var small = await rag.Client.UploadTextAsync("small.txt", "rivers");
        var done = await rag.Client.NewStoreAsync(small);
        await rag.Client.IndexedAsync(done);
        var busy = await rag.Client.NewStoreAsync(big, small);
        await rag.Client.RemoveAsync($"/v1/vector_stores/{busy}/files/{big}");
        using (var gone = await rag.Client.GetAsync($"/v1/vector_stores/{busy}/files/{big}", Cancel))
        {
            await gone.RefusedAsync(404);
        }

        var dropped = await rag.Client.NewStoreAsync(big);
        await rag.Client.RemoveAsync($"/v1/vector_stores/{dropped}");
        await rag.Client.RemoveAsync($"/v1/files/{small}");
        Assert.Empty(await rag.Client.SearchAsync(done, "rivers"));
        await rag.Client.RemoveAsync($"/v1/files/{big}");

        var database = rag.Services.GetRequiredService<IDatabase>();
        await using var connection = await database.OpenAsync(Cancel);
        var started = TimeProvider.System.GetTimestamp();
        while (await connection.ExecuteScalarAsync<long>("select count(*) from jobs") > 0)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "The space was not freed in time.");
            await Task.Delay(50, Cancel);
        }

        foreach (var table in new[] { "files", "file_parts", "vector_store_files", "chunks", "index_segments" })
        {
            Assert.True(await connection.ExecuteScalarAsync<long>($"select count(*) from {table}") == 0, $"{table} still has rows.");
        }
    }

    [Fact]
    public async Task Handler_ThatKeepsFailing_EndsWithTheReason()
    {
        await using var rag = await RagHost.StartAsync(new RagHostOptions { Settings = new Dictionary<string, string> { ["Jobs:MaxAttempts"] = "1", ["Jobs:Poll"] = "00:00:00.050" } });
        var database = rag.Services.GetRequiredService<IDatabase>();
        var file = await rag.Client.UploadTextAsync("a.txt", "text");
        await using (var connection = await database.OpenAsync(Cancel))
        {
            await connection.ExecuteAsync("delete from file_parts"); // What a broken disk would do.
        }

        var store = await rag.Client.NewStoreAsync(file);
        var indexed = await rag.Client.IndexedAsync(store);

        Assert.Equal(1, indexed.GetProperty("file_counts").GetProperty("failed").GetInt32());
        var failed = await rag.Client.ReadAsync($"/v1/vector_stores/{store}/files/{file}");
        Assert.Equal("server_error", failed.GetProperty("last_error").GetProperty("code").GetString());
    }

    // A host whose own workers leave the jobs alone.
    private static async Task<RagHost> StartAsync(string backend)
    {
        var settings = new Dictionary<string, string>();
        if (backend == "postgres")
        {
            settings["ConnectionStrings:llmdb"] = await PostgresServer.NewDatabaseAsync();
        }

        return await RagHost.StartAsync(new RagHostOptions
        {
            Settings = settings,
            Customise = builder => builder.Services.Remove(builder.Services.Single(service => service.ImplementationType == typeof(JobWorker))),
        });
    }

    private static async Task EnqueueAsync(RagHost rag, NewJob job)
    {
        await using var connection = await rag.Services.GetRequiredService<IDatabase>().OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await JobStore.EnqueueAsync(connection, transaction, job, 0, Cancel);
        await transaction.CommitAsync(Cancel);
    }
}
