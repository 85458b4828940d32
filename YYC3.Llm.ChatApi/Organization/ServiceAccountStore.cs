using Dapper;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>The service accounts of the projects.</summary>
internal sealed class ServiceAccountStore(IDatabase database, ApiKeyStore keys, TimeProvider time)
{
    private const string Columns = """id as "Id", name as "Name", role as "Role", created_at as "CreatedAt" """;

    /// <summary>Makes a service account, and its first key unless it gets no role.</summary>
    public async Task<(ServiceAccountRow Account, ApiKeyRow? Key, string? Value)> CreateAsync(
        TenantId tenant, string name, bool withKey, string createdBy, CancellationToken cancellationToken)
    {
        var row = new ServiceAccountRow(Ids.New("svc_acct", time), name, (withKey ? KeyRole.Member : KeyRole.None).Name, time.GetUtcNow().ToMicroseconds());
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into service_accounts (id, tenant, name, role, created_at) values (@Id, @tenant, @Name, @Role, @CreatedAt)",
            new { row.Id, tenant = tenant.Value, row.Name, row.Role, row.CreatedAt }, transaction, cancellationToken: cancellationToken));
        (ApiKeyRow Row, string Value)? key = withKey
            ? await keys.InsertAsync(connection, transaction, tenant, new NewKey(name, KeyRole.Member, [], row.Id, createdBy, null), cancellationToken)
            : null;
        await transaction.CommitAsync(cancellationToken);
        return (row, key?.Row, key?.Value);
    }

    public async Task<ServiceAccountRow?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ServiceAccountRow>(new CommandDefinition(
            $"select {Columns} from service_accounts where tenant = @tenant and id = @id and deleted_at is null", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken));
    }

    /// <summary>A project's service accounts, oldest first, one more than the page shows. Null: there is none with the id of <c>after</c>.</summary>
    public async Task<IReadOnlyList<ServiceAccountRow>?> ListAsync(TenantId tenant, PageRequest page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var at = page.After is null ? page.Start : await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select created_at from service_accounts where tenant = @tenant and id = @after", new { tenant = tenant.Value, after = page.After }, cancellationToken: cancellationToken));
        return at is null ? null : (await connection.QueryAsync<ServiceAccountRow>(new CommandDefinition(
            $"select {Columns} from service_accounts where tenant = @tenant and deleted_at is null and {page.Sql()}",
            new { tenant = tenant.Value, at, after = page.After ?? "", rows = page.Limit + 1 },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Changes a name, a role, or both.</summary>
    /// <returns>The service account as it is now, and its keys; null when there is none.</returns>
    public async Task<(ServiceAccountRow Account, IReadOnlyList<string> Keys)?> UpdateAsync(
        TenantId tenant, string id, string? name, string? role, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, id, name, role };
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<ServiceAccountRow>(new CommandDefinition(
            $"""
            update service_accounts set name = coalesce(@name, name), role = coalesce(@role, role)
            where tenant = @tenant and id = @id and deleted_at is null
            returning {Columns}
            """,
            parameters, cancellationToken: cancellationToken));
        return row is null ? null : (row, (await connection.QueryAsync<string>(new CommandDefinition(
            "select id from api_keys where tenant = @tenant and service_account_id = @id and revoked_at is null", parameters, cancellationToken: cancellationToken))).AsList());
    }

    /// <summary>Deletes a service account and takes its keys away.</summary>
    /// <returns>The ids of those keys; null when there is no such account.</returns>
    public async Task<IReadOnlyList<string>?> DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, id, now = time.GetUtcNow().ToMicroseconds() };
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteAsync(new CommandDefinition(
            "update service_accounts set deleted_at = @now where tenant = @tenant and id = @id and deleted_at is null", parameters, transaction, cancellationToken: cancellationToken)) == 0)
        {
            return null;
        }

        var revoked = (await connection.QueryAsync<string>(new CommandDefinition(
            "update api_keys set revoked_at = @now where tenant = @tenant and service_account_id = @id and revoked_at is null returning id",
            parameters, transaction, cancellationToken: cancellationToken))).AsList();
        await transaction.CommitAsync(cancellationToken);
        return revoked;
    }
}
