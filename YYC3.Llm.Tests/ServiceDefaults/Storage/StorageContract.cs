using System.Data.Common;
using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using YYC3.Llm.RagService;
using YYC3.Llm.ServiceDefaults;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.Tests.ServiceDefaults.Storage;

/// <summary>What SQLite and PostgreSQL do alike.</summary>
public abstract class StorageContract : IAsyncLifetime
{
    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected IDatabase Database { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Database = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        await DisposeDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Migrations_AppliedTwice_RunOnce()
    {
        await MigrateAsync(Database);
        var first = await AppliedAsync();
        await MigrateAsync(Database);

        Assert.NotEmpty(first);
        Assert.Equal(first, await AppliedAsync());
    }

    [Fact]
    public async Task Migrations_OfManyInstancesAtOnce_RunOnce()
    {
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(async () => await MigrateAsync(await OpenAnotherAsync()), Cancel)));

        var applied = await AppliedAsync();
        Assert.NotEmpty(applied);
        Assert.Equal(applied.Distinct(), applied);
    }

    [Fact]
    public async Task Migrations_OnANewerDatabase_AreRefused()
    {
        await MigrateAsync(Database);
        await using var connection = await Database.OpenAsync(Cancel);
        await connection.ExecuteAsync("insert into schema_migrations (version, name, applied_at) values (9999, 'later', 0)");

        var refused = await Assert.ThrowsAsync<StartupException>(() => MigrateAsync(Database));
        Assert.Contains("9999", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrations_ThatFail_LeaveNothing()
    {
        await MigrateAsync(Database);
        await using (var connection = await Database.OpenAsync(Cancel))
        {
            await connection.ExecuteAsync("delete from schema_migrations"); // So that the first script runs again, into tables that exist.
        }

        await Assert.ThrowsAnyAsync<DbException>(() => MigrateAsync(Database));
        Assert.Empty(await AppliedAsync());
    }

    [Fact]
    public async Task Open_Transactions_KeepOrDropAllOfIt()
    {
        await MigrateAsync(Database);
        foreach (var keep in new[] { false, true })
        {
            await using var connection = await Database.OpenAsync(new TenantId("a"), Cancel);
            await using var transaction = await connection.BeginTransactionAsync(Cancel);
            await connection.ExecuteAsync(InsertFile, new { id = $"{keep}", tenant = "a" }, transaction);
            if (keep)
            {
                await transaction.CommitAsync(Cancel);
            }
        }

        await using var reader = await Database.OpenAsync(new TenantId("a"), Cancel);
        Assert.Equal(["True"], await reader.QueryAsync<string>("select id from files where tenant = 'a'"));
    }

    [Fact]
    public async Task Open_ManyWritersAtOnce_LosesNone()
    {
        await MigrateAsync(Database);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(
            async () =>
            {
                await using var connection = await Database.OpenAsync(new TenantId("a"), Cancel);
                await using var transaction = await connection.BeginTransactionAsync(Cancel);
                await connection.ExecuteAsync(InsertFile, new { id = $"{i}", tenant = "a" }, transaction);
                await transaction.CommitAsync(Cancel);
            },
            Cancel)));

        await using var reader = await Database.OpenAsync(Cancel);
        Assert.Equal(50, await reader.ExecuteScalarAsync<long>("select count(*) from files"));
    }

    [Fact]
    public async Task Health_DatabaseThere_IsHealthy()
    {
        var result = await new DatabaseHealthCheck(Database).CheckHealthAsync(new HealthCheckContext(), Cancel);

        Assert.Equal(HealthStatus.Healthy, result.Status);
        Assert.Equal(Database.Backend, result.Description);
    }

    private protected const string InsertFile =
        "insert into files (id, tenant, filename, purpose, content_type, bytes, sha256, status, created_at) values (@id, @tenant, 'f', 'p', 't', 0, '', 'processed', 0)";

    private protected static Task MigrateAsync(IDatabase database) => Migrations.ApplyAsync(database, typeof(RagServiceHost).Assembly, TimeProvider.System, Cancel);

    private protected abstract Task<IDatabase> CreateAsync();

    /// <summary>The same database, as another instance opens it.</summary>
    private protected abstract Task<IDatabase> OpenAnotherAsync();

    private protected abstract ValueTask DisposeDatabaseAsync();

    private async Task<List<long>> AppliedAsync()
    {
        await using var connection = await Database.OpenAsync(Cancel);
        return (await connection.QueryAsync<long>("select version from schema_migrations order by version")).AsList();
    }
}
