using System.Text.Json;
using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The keys in the database, as far as the door needs them. Who calls is not known yet, so these statements see all projects.</summary>
internal sealed class KeyStore(IDatabase database, TimeProvider time)
{
    public async Task<KeyEntry> FindAsync(KeyHash hash, CancellationToken cancellationToken)
    {
        var checkedAt = time.GetTimestamp();
        await using var connection = await database.OpenAsync(cancellationToken);
        var row = await connection.QuerySingleOrDefaultAsync<KeyRow>(new CommandDefinition(
            """
            select k.id as "Id", k.tenant as "Tenant", k.role as "Role", k.scopes as "Scopes", k.user_id as "UserId", k.expires_at as "ExpiresAt",
                   k.revoked_at as "RevokedAt", p.archived_at as "ArchivedAt", a.role as "AccountRole"
            from api_keys k
            join projects p on p.id = k.tenant
            left join service_accounts a on a.id = k.service_account_id and a.tenant = k.tenant
            where k.hash = @hash
            """,
            new { hash = hash.ToBytes() },
            cancellationToken: cancellationToken));
        return row is null ? new KeyEntry(KeyState.Unknown, null, null, checkedAt) : Read(row, checkedAt);
    }

    /// <summary>Notes when keys were used last; an older note never overwrites a newer one.</summary>
    public async Task MarkUsedAsync(IEnumerable<(TenantId Tenant, string Id, long At)> uses, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update api_keys set last_used_at = @At where id = @Id and tenant = @Tenant and (last_used_at is null or last_used_at < @At)",
            uses.Select(use => new { Tenant = use.Tenant.Value, use.Id, use.At }),
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Makes the first project and its admin key. A key that differs from the stored one takes its place.</summary>
    /// <returns>Whether the key is another one than before.</returns>
    public async Task<bool> EnsureBootstrapAsync(string id, KeyHash hash, string redacted, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var row = new { tenant = TenantId.Default.Value, id, hash = hash.ToBytes(), redacted, role = KeyRole.Admin.Name, now = time.GetUtcNow().ToMicroseconds() };
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into projects (id, name, created_at) values (@tenant, 'Default project', @now) on conflict (id) do nothing",
            row, transaction, cancellationToken: cancellationToken));
        var changed = await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into api_keys (id, tenant, name, hash, redacted, role, scopes, created_at)
            values (@id, @tenant, 'Bootstrap key', @hash, @redacted, @role, '[]', @now)
            on conflict (id) do update set hash = excluded.hash, redacted = excluded.redacted, created_at = excluded.created_at, revoked_at = null, last_used_at = null
            where api_keys.hash <> excluded.hash or api_keys.revoked_at is not null
            """,
            row, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return changed > 0;
    }

    private static KeyEntry Read(KeyRow row, long checkedAt)
    {
        var role = row.AccountRole == KeyRole.None.Name ? KeyRole.None : new KeyRole(row.Role);
        var scopes = JsonSerializer.Deserialize<string[]>(row.Scopes) ?? [];
        var state = row.RevokedAt is not null ? KeyState.Revoked : row.ArchivedAt is not null ? KeyState.Archived : KeyState.Active;
        return new KeyEntry(state, new Principal(new TenantId(row.Tenant), row.Id, row.UserId, role, scopes), row.ExpiresAt?.ToTime(), checkedAt);
    }
}
