using Dapper;
using Npgsql;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ServiceDefaults.Storage;

public sealed class PostgresStorageTests : StorageContract
{
    private readonly List<NpgsqlDataSource> sources = [];
    private string? connectionString;

    [Fact]
    public async Task Open_ForAProject_HidesTheRowsOfOthers()
    {
        await MigrateAsync(Database);
        foreach (var tenant in new[] { "a", "b" })
        {
            await using var connection = await Database.OpenAsync(new TenantId(tenant), Cancel);
            await connection.ExecuteAsync(InsertFile, new { id = $"of {tenant}", tenant });
        }

        await using var a = await Database.OpenAsync(new TenantId("a"), Cancel);
        Assert.Equal("off", await a.ExecuteScalarAsync<string>("select case when rolsuper or rolbypassrls then 'on' else 'off' end from pg_roles where rolname = current_user"));
        Assert.Equal(["of a"], await a.QueryAsync<string>("select id from files"));
        Assert.Equal(0, await a.ExecuteAsync("update files set filename = 'stolen' where id = 'of b'"));
        Assert.Equal(0, await a.ExecuteAsync("delete from files where id = 'of b'"));
        var refused = await Assert.ThrowsAsync<PostgresException>(() => a.ExecuteAsync(InsertFile, new { id = "smuggled", tenant = "b" }));
        Assert.Equal("42501", refused.SqlState);

        await using var all = await Database.OpenAsync(Cancel);
        Assert.Equal(2, await all.ExecuteScalarAsync<long>("select count(*) from files"));
    }

    [Fact]
    public async Task Open_PooledConnection_ForgetsTheProjectBefore()
    {
        await MigrateAsync(Database);
        await using (var a = await Database.OpenAsync(new TenantId("a"), Cancel))
        {
            await a.ExecuteAsync(InsertFile, new { id = "1", tenant = "a" });
        }

        await using (var raw = await sources[0].OpenConnectionAsync(Cancel))
        {
            // Nobody said whose rows: none.
            Assert.Equal(0, await raw.ExecuteScalarAsync<long>("select count(*) from files"));
        }

        await using var b = await Database.OpenAsync(new TenantId("b"), Cancel);
        Assert.Equal(0, await b.ExecuteScalarAsync<long>("select count(*) from files"));
    }

    [Fact]
    public async Task Migrations_EveryTableWithATenant_HasItsPolicy()
    {
        await MigrateAsync(Database);
        await using var connection = await Database.OpenAsync(Cancel);
        var tables = (await connection.QueryAsync<(string Name, bool Enabled, bool Forced, long Policies)>(
            """
            select c.relname, c.relrowsecurity, c.relforcerowsecurity, (select count(*) from pg_policies p where p.schemaname = 'rag' and p.tablename = c.relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant'
            where n.nspname = 'rag' and c.relkind = 'r'
            """)).AsList();

        Assert.NotEmpty(tables);
        Assert.All(tables, table => Assert.True(table is { Enabled: true, Forced: true, Policies: 1 }, table.Name));
    }

    private protected override async Task<IDatabase> CreateAsync()
    {
        connectionString = await PostgresServer.NewDatabaseAsync();
        return await OpenAnotherAsync();
    }

    private protected override Task<IDatabase> OpenAnotherAsync()
    {
        // As AddStorage does it.
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        builder.ConnectionStringBuilder.SearchPath = "rag";
        var source = builder.Build();
        sources.Add(source);
        return Task.FromResult<IDatabase>(new PostgresDatabase(source, "rag"));
    }

    private protected override async ValueTask DisposeDatabaseAsync()
    {
        foreach (var source in sources)
        {
            await source.DisposeAsync();
        }
    }
}
