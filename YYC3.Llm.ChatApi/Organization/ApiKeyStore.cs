using System.Data.Common;
using System.Text.Json;
using Dapper;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>The keys, for those who manage them. The value of a key leaves <see cref="CreateAsync"/> once and is nowhere else.</summary>
internal sealed class ApiKeyStore(IDatabase database, TimeProvider time)
{
    private const string Select =
        """
        select k.id as "Id", k.name as "Name", k.redacted as "Redacted", k.role as "Role", k.user_id as "UserId", k.service_account_id as "ServiceAccountId",
               k.created_by as "CreatedBy", k.created_at as "CreatedAt", k.expires_at as "ExpiresAt", k.last_used_at as "LastUsedAt",
               a.name as "AccountName", a.role as "AccountRole", a.created_at as "AccountCreatedAt"
        from api_keys k
        left join service_accounts a on a.id = k.service_account_id and a.tenant = k.tenant
        where k.tenant = @tenant
        """;

    // Admin keys belong to the default project, but are listed on their own.
    private const string OfAdmins = "k.role = 'admin'";
    private const string OfProject = "k.role <> 'admin'";

    public async Task<(ApiKeyRow Row, string Value)> CreateAsync(TenantId tenant, NewKey key, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await InsertAsync(connection, null, tenant, key, cancellationToken);
    }

    /// <summary>Makes a key as part of a larger change.</summary>
    public async Task<(ApiKeyRow Row, string Value)> InsertAsync(DbConnection connection, DbTransaction? transaction, TenantId tenant, NewKey key, CancellationToken cancellationToken)
    {
        var value = ApiKey.New();
        var now = time.GetUtcNow();
        var row = new ApiKeyRow(
            Ids.New("key", time), key.Name, ApiKey.Redact(value), key.Role.Name, null, key.ServiceAccountId, key.CreatedBy,
            now.ToMicroseconds(), key.Lifetime is { } lifetime ? (now + lifetime).ToMicroseconds() : null, null, null, null, null);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into api_keys (id, tenant, name, hash, redacted, role, scopes, service_account_id, created_by, created_at, expires_at)
            values (@Id, @tenant, @Name, @hash, @Redacted, @Role, @scopes, @ServiceAccountId, @CreatedBy, @CreatedAt, @ExpiresAt)
            """,
            new
            {
                row.Id,
                tenant = tenant.Value,
                row.Name,
                hash = KeyHash.Of(value).ToBytes(),
                row.Redacted,
                row.Role,
                scopes = JsonSerializer.Serialize(key.Scopes),
                row.ServiceAccountId,
                row.CreatedBy,
                row.CreatedAt,
                row.ExpiresAt,
            },
            transaction,
            cancellationToken: cancellationToken));
        return (row, value);
    }

    public async Task<ApiKeyRow?> FindAsync(TenantId tenant, string id, bool admin, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ApiKeyRow>(new CommandDefinition(
            $"{Select} and k.id = @id and k.revoked_at is null and {Of(admin)}", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken));
    }

    /// <summary>The keys of a project, or the admin ones; one more than the page shows. Null: there is none with the id of <c>after</c>.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="page">The part that is wanted.</param>
    /// <param name="admin">The admin keys instead of the others.</param>
    /// <param name="ownerHasAccess">Only those whose service account has a role, or has none; null: both.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public async Task<IReadOnlyList<ApiKeyRow>?> ListAsync(TenantId tenant, PageRequest page, bool admin, bool? ownerHasAccess, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var at = page.After is null ? page.Start : await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            $"select k.created_at from api_keys k where k.tenant = @tenant and k.id = @after and {Of(admin)}", new { tenant = tenant.Value, after = page.After }, cancellationToken: cancellationToken));
        var access = ownerHasAccess switch
        {
            true => "and coalesce(a.role, '') <> 'none'",
            false => "and a.role = 'none'",
            null => "",
        };
        return at is null ? null : (await connection.QueryAsync<ApiKeyRow>(new CommandDefinition(
            $"{Select} and k.revoked_at is null and {Of(admin)} {access} and {page.Sql("k.")}",
            new { tenant = tenant.Value, at, after = page.After ?? "", rows = page.Limit + 1 },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Takes a key away.</summary>
    /// <returns>False: it is not there, or was taken away before.</returns>
    public async Task<bool> RevokeAsync(TenantId tenant, string id, bool admin, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            $"update api_keys as k set revoked_at = @now where k.tenant = @tenant and k.id = @id and k.revoked_at is null and {Of(admin)}",
            new { tenant = tenant.Value, id, now = time.GetUtcNow().ToMicroseconds() },
            cancellationToken: cancellationToken)) > 0;
    }

    private static string Of(bool admin) => admin ? OfAdmins : OfProject;
}
