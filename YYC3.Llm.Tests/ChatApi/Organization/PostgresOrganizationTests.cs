using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.ChatApi.Organization;

public sealed class PostgresOrganizationTests : OrganizationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Open_ForAProject_SeesItsOwnRowsOnly()
    {
        var mine = new TenantId((await Host.Admin.PostJsonAsync("/v1/organization/projects", """{"name":"mine"}""")).Text("id"));
        await Host.Admin.PostJsonAsync($"/v1/organization/projects/{mine}/service_accounts", """{"name":"a"}""");
        await Host.Admin.PostJsonAsync("/v1/organization/projects/proj_default/service_accounts", """{"name":"b"}""");
        await using var connection = await Host.Services.GetRequiredService<IDatabase>().OpenAsync(mine, Cancellation);

        Assert.Equal([mine.Value], await connection.QueryAsync<string>("select id from projects"));
        Assert.Equal([mine.Value], await connection.QueryAsync<string>("select tenant from service_accounts"));
        Assert.Equal([mine.Value], await connection.QueryAsync<string>("select tenant from api_keys"));
        Assert.Equal(0, await connection.ExecuteAsync("update api_keys set role = 'admin' where tenant <> @mine", new { mine = mine.Value }));
        var smuggled = await Assert.ThrowsAsync<PostgresException>(() => connection.ExecuteAsync("insert into key_changes (id, tenant, at) values ('1', 'proj_default', 0)"));
        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, smuggled.SqlState);
    }

    [Fact]
    public async Task Migrations_EveryTableWithATenant_HasItsPolicy()
    {
        await using var connection = await Host.Services.GetRequiredService<IDatabase>().OpenAsync(Cancellation);
        var open = await connection.QueryAsync<string>(
            """
            select c.relname from pg_class c
            where c.relnamespace = 'chat'::regnamespace and c.relkind = 'r' and c.relname <> 'schema_migrations'
            and not (c.relrowsecurity and c.relforcerowsecurity and exists (select 1 from pg_policy p where p.polrelid = c.oid))
            """);
        Assert.Empty(open);
    }

    private protected override async Task<ChatApiHostOptions> OptionsAsync() => new()
    {
        Settings = new Dictionary<string, string> { ["ConnectionStrings:llmdb"] = await PostgresServer.NewDatabaseAsync() },
    };
}
