using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;
using YYC3.Llm.RagService;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Indexing.Embedded;
using YYC3.Llm.RagService.Indexing.Embedded.Dense;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Indexing;

/// <summary>The embedded index on one of its databases.</summary>
public abstract class EmbeddedIndexContract : VectorIndexConformance
{
    private readonly Dictionary<string, int> nextFile = [];
    private readonly HashSet<long> seen = [];
    private long nextGeneration = 1;

    private protected IDatabase Database { get; private set; } = null!;

    public override async ValueTask InitializeAsync()
    {
        Database = await OpenAsync();
        await Migrations.ApplyAsync(Database, typeof(RagServiceHost).Assembly, TimeProvider.System, Cancel);
        await ReopenAsync();
    }

    [Fact]
    public async Task Maintain_ManySmallGenerations_LeavesFewSegments()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 100);
        foreach (var generation in generations)
        {
            await Index.AddAsync(scope, generation, Batch(Chunk(0, "a few words")), Cancel);
            await PublishAsync(scope, generations);
            await Index.MaintainAsync(scope, forget: false, Cancel);
        }

        await using var connection = await Database.OpenAsync(Cancel);
        Assert.InRange(await connection.ExecuteScalarAsync<long>("select count(*) from index_segments where store_id = @StoreId", new { scope.StoreId }), 1, 2 * Compaction.Fan);
        Assert.Equal(100, await connection.ExecuteScalarAsync<long>("select cast(sum(documents) as bigint) from index_segments where store_id = @StoreId", new { scope.StoreId }));
    }

    [Fact]
    public async Task Maintain_AfterRemovals_LeavesNoByteOfThem()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 2 * Compaction.Fan);
        for (var i = 0; i < generations.Count; i++)
        {
            await Index.AddAsync(scope, generations[i], Batch(Chunk(0, i == 3 ? "Zanzibar" : $"word{i}")), Cancel);
        }

        await PublishAsync(scope, generations);
        await Index.MaintainAsync(scope, forget: false, Cancel);
        Assert.True(await HoldsAsync("zanzibar"));

        await PublishAsync(scope, [.. generations.Where((_, i) => i != 3)]);
        await Index.RemoveAsync(scope, generations[3], Cancel);
        await Index.MaintainAsync(scope, forget: true, Cancel);

        Assert.False(await HoldsAsync("zanzibar"));
    }

    [Fact]
    public async Task Maintain_GenerationBeingWritten_IsLeftAlone()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, Compaction.Fan + 1);
        await PublishAsync(scope, generations[1..]);
        foreach (var generation in generations)
        {
            await Index.AddAsync(scope, generation, Batch(Chunk(0, "half done")), Cancel);
        }

        await Index.MaintainAsync(scope, forget: true, Cancel);

        Assert.Equal(generations.Count, (await Index.SearchAsync(scope, new IndexQuery(["half"], await PublishAsync(scope, generations), null, 50), Cancel)).Hits.Count);
    }

    [Fact]
    public async Task Search_ViewOfYesterday_IsRefused()
    {
        var scope = await NewStoreAsync();
        var generations = await BeginAsync(scope, 1);
        await Index.AddAsync(scope, generations[0], Batch(Chunk(0, "red fish")), Cancel);
        var old = await PublishAsync(scope, []);
        await PublishAsync(scope, generations);

        await Assert.ThrowsAsync<StaleViewException>(() => AskAsync(scope, old, "red"));
    }

    private protected abstract Task<IDatabase> OpenAsync();

    private protected override async Task<IndexScope> NewStoreAsync()
    {
        var scope = new IndexScope(new TenantId("t"), $"vs_{nextFile.Count}");
        nextFile.Add(scope.StoreId, 0);
        await using var connection = await Database.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            "insert into vector_stores (id, tenant, name, metadata, created_at, last_active_at, version) values (@StoreId, 't', '', '{}', 0, 0, 1)", new { scope.StoreId });
        return scope;
    }

    private protected override async Task<List<long>> BeginAsync(IndexScope scope, int count)
    {
        var generations = Enumerable.Range(0, count).Select(_ => nextGeneration++).ToList();
        await using var connection = await Database.OpenAsync(Cancel);
        foreach (var generation in generations)
        {
            await connection.ExecuteAsync(
                """
                insert into vector_store_files (tenant, store_id, file_id, status, attributes, chunk_tokens, overlap_tokens, usage_bytes, chunk_count, progress, generation, pending, created_at)
                values ('t', @StoreId, @file, 'in_progress', '{}', 0, 0, 0, 0, 0, 0, @generation, 0)
                """,
                new { scope.StoreId, file = $"file-{generation}", generation });
        }

        return generations;
    }

    private protected override async Task<IIndexView> PublishAsync(IndexScope scope, IReadOnlyList<long> generations)
    {
        await using var connection = await Database.OpenAsync(Cancel);
        await using var transaction = await connection.BeginTransactionAsync(Cancel);
        await connection.ExecuteAsync("update vector_store_files set pending = generation, generation = 0 where store_id = @StoreId and generation <> 0", new { scope.StoreId }, transaction);
        foreach (var generation in generations)
        {
            await connection.ExecuteAsync("update vector_store_files set generation = pending, pending = 0 where pending = @generation", new { generation }, transaction);
        }

        // What was visible and is not any more was removed; what never was is still being written.
        seen.UnionWith(generations);
        foreach (var gone in seen.Except(generations))
        {
            await connection.ExecuteAsync("delete from vector_store_files where store_id = @StoreId and pending = @gone", new { scope.StoreId, gone }, transaction);
        }

        var version = await connection.ExecuteScalarAsync<long>("update vector_stores set version = version + 1 where id = @StoreId returning version", new { scope.StoreId }, transaction);
        await transaction.CommitAsync(Cancel);
        return new StoreView(version, generations.ToDictionary(generation => generation, generation => new ViewFile($"file-{generation}", "", default, new Dictionary<string, System.Text.Json.JsonElement>(), Chunks: 0, Terms: 0, IsEmbedded: true)));
    }

    private protected override Task ReopenAsync()
    {
        var store = new SegmentStore(Database);
        var (options, dense) = (Options.Create(new IndexOptions()), new DenseStore(Database));
        Index = new EmbeddedIndex(store, new SegmentCache(store, options), dense, new DenseCache(dense, options));
        return Task.CompletedTask;
    }

    private async Task<bool> HoldsAsync(string term)
    {
        await using var connection = await Database.OpenAsync(Cancel);
        return (await connection.QueryAsync<byte[]>("select data from index_segments")).Any(data => data.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(term)) >= 0);
    }
}

public sealed class EmbeddedIndexTests : EmbeddedIndexContract
{
    private readonly string directory = Directory.CreateTempSubdirectory("yyc3-index-").FullName;

    private protected override Task<IDatabase> OpenAsync() => Task.FromResult<IDatabase>(new SqliteDatabase(Path.Combine(directory, "rag.db")));

    private protected override ValueTask CloseAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

public sealed class EmbeddedIndexOnPostgresTests : EmbeddedIndexContract
{
    private NpgsqlDataSource? source;

    private protected override async Task<IDatabase> OpenAsync()
    {
        var builder = new NpgsqlDataSourceBuilder(await PostgresServer.NewDatabaseAsync());
        builder.ConnectionStringBuilder.SearchPath = "rag";
        source = builder.Build();
        return new PostgresDatabase(source, "rag");
    }

    private protected override ValueTask CloseAsync() => source?.DisposeAsync() ?? ValueTask.CompletedTask;
}
