using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>The projects. A project's id is the tenant of everything in it; it is archived, never deleted.</summary>
internal sealed class ProjectStore(IDatabase database, TimeProvider time)
{
    private const string Columns = """id as "Id", name as "Name", created_at as "CreatedAt", archived_at as "ArchivedAt" """;

    public async Task<ProjectRow> CreateAsync(string name, CancellationToken cancellationToken)
    {
        var row = new ProjectRow(Ids.New("proj", time), name, time.GetUtcNow().ToMicroseconds(), null);
        await using var connection = await database.OpenAsync(new TenantId(row.Id), cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into projects (id, name, created_at) values (@Id, @Name, @CreatedAt)", row, cancellationToken: cancellationToken));
        return row;
    }

    public async Task<ProjectRow?> FindAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ProjectRow>(new CommandDefinition(
            $"select {Columns} from projects where id = @tenant", new { tenant = tenant.Value }, cancellationToken: cancellationToken));
    }

    /// <summary>The projects of the installation, oldest first, one more than the page shows. Null: there is none with the id of <c>after</c>.</summary>
    public async Task<IReadOnlyList<ProjectRow>?> ListAsync(PageRequest page, bool includeArchived, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var at = page.After is null ? page.Start : await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select created_at from projects where id = @after", new { after = page.After }, cancellationToken: cancellationToken));
        return at is null ? null : (await connection.QueryAsync<ProjectRow>(new CommandDefinition(
            $"select {Columns} from projects where {(includeArchived ? "" : "archived_at is null and")} {page.Sql()}",
            new { at, after = page.After ?? "", rows = page.Limit + 1 },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Renames a project that is not archived.</summary>
    /// <returns>False: it is archived, or is not there.</returns>
    public async Task<bool> RenameAsync(TenantId tenant, string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            "update projects set name = @name where id = @tenant and archived_at is null", new { tenant = tenant.Value, name }, cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Archives a project; one that is archived stays as it is.</summary>
    public async Task ArchiveAsync(TenantId tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update projects set archived_at = @now where id = @tenant and archived_at is null",
            new { tenant = tenant.Value, now = time.GetUtcNow().ToMicroseconds() },
            cancellationToken: cancellationToken));
    }
}
