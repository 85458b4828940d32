using System.Data.Common;
using Dapper;
using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>The vector stores.</summary>
internal sealed class VectorStoreStore(IDatabase database, DeletionStore deletions, TimeProvider time)
{
    private const string Select =
        """
        select vs.id as Id, vs.name as Name, vs.description as Description, vs.metadata as Metadata, vs.expires_after_days as ExpiresAfterDays,
            vs.created_at as CreatedAt, vs.last_active_at as LastActiveAt, vs.version as Version, vs.space as Space, vs.embedding_weight as EmbeddingWeight,
            (select count(*) from embedded_generations e where e.tenant = vs.tenant and e.store_id = vs.id and e.space = vs.space) as Embedded,
            coalesce((select cast(sum(f.usage_bytes) as bigint) from vector_store_files f where f.tenant = vs.tenant and f.store_id = vs.id), 0) as UsageBytes,
            (select count(*) from vector_store_files f where f.tenant = vs.tenant and f.store_id = vs.id and f.status = 'in_progress') as InProgress,
            (select count(*) from vector_store_files f where f.tenant = vs.tenant and f.store_id = vs.id and f.status = 'completed') as Completed,
            (select count(*) from vector_store_files f where f.tenant = vs.tenant and f.store_id = vs.id and f.status = 'failed') as Failed
        from vector_stores vs
        where vs.tenant = @tenant
        """;

    // A search need not write each time that the store was used.
    private static readonly TimeSpan ActivityGrain = TimeSpan.FromMinutes(1);

    /// <summary>Makes a store, with its first files, at once.</summary>
    public async Task CreateAsync(TenantId tenant, VectorStoreRecord store, IReadOnlyList<string> fileIds, ChunkingStrategy chunking, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into vector_stores (id, tenant, name, description, metadata, expires_after_days, created_at, last_active_at, version)
            values (@Id, @Tenant, @Name, @Description, @Metadata, @ExpiresAfterDays, @CreatedAt, @LastActiveAt, @Version)
            """,
            new { store.Id, Tenant = tenant.Value, store.Name, store.Description, store.Metadata, store.ExpiresAfterDays, store.CreatedAt, store.LastActiveAt, store.Version },
            transaction,
            cancellationToken: cancellationToken));
        foreach (var fileId in fileIds)
        {
            await AttachmentStore.AttachAsync(connection, transaction, tenant, store.Id, new NewAttachment(fileId, Metadata.Empty, chunking), Now(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A store; null when the project has none of that id.</summary>
    public async Task<VectorStoreRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<VectorStoreRecord>(new CommandDefinition(
            $"{Select} and vs.id = @id", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken));
    }

    /// <summary>Whether the project has a store.</summary>
    public async Task<bool> ExistsAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select version from vector_stores where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken)) is not null;
    }

    /// <summary>A page of the project's stores.</summary>
    public async Task<(List<VectorStoreRecord> Stores, bool HasMore)> ListAsync(TenantId tenant, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await Keyset.ReadAsync<VectorStoreRecord>(
            connection,
            page,
            Select,
            "vs.created_at",
            "vs.id",
            new DynamicParameters(new { tenant = tenant.Value }),
            id => connection.QuerySingleOrDefaultAsync<long?>("select created_at from vector_stores where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }),
            cancellationToken);
    }

    /// <summary>Writes what a caller may change.</summary>
    /// <returns>Whether the store was there.</returns>
    public async Task<bool> UpdateAsync(TenantId tenant, string id, string name, string metadata, long? expiresAfterDays, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ExecuteAsync(new CommandDefinition(
            """
            update vector_stores set name = @name, metadata = @metadata, expires_after_days = @expiresAfterDays, last_active_at = @now
            where tenant = @tenant and id = @id
            """,
            new { name, metadata, expiresAfterDays, now = Now(), tenant = tenant.Value, id },
            cancellationToken: cancellationToken)) == 1;
    }

    /// <summary>Removes a store with its files' chunks; the files themselves stay. A job frees the space.</summary>
    /// <returns>The deletion's receipt; null when it was not there.</returns>
    public async Task<string?> DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var receipt = await deletions.BeginAsync(connection, transaction, tenant, DeletionRecord.Store, id, null, cancellationToken);
        if (await connection.ExecuteAsync(new CommandDefinition(
            "delete from vector_stores where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, transaction, cancellationToken: cancellationToken)) == 0)
        {
            return null;
        }

        await EmptyAsync(connection, transaction, tenant, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    /// <summary>Takes the files out of a store whose time is over; the store stays listed as expired.</summary>
    public async Task ExpireAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update vector_stores set version = version + 1 where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, transaction, cancellationToken: cancellationToken));
        await EmptyAsync(connection, transaction, tenant, id, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Stores whose time is over and that still hold files.</summary>
    public async Task<List<(string Tenant, string Id)>> ExpiredAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<(string, string)>(new CommandDefinition(
            """
            select vs.tenant, vs.id from vector_stores vs
            where vs.expires_after_days is not null and vs.last_active_at + vs.expires_after_days * 86400000000 <= @now
                and exists (select 1 from vector_store_files f where f.tenant = vs.tenant and f.store_id = vs.id)
            limit 100
            """,
            new { now = Now() },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Notes that a store was used.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="id">The store.</param>
    /// <param name="lastActiveAt">When it was last noted, in UTC microseconds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TouchAsync(TenantId tenant, string id, long lastActiveAt, CancellationToken cancellationToken)
    {
        var now = Now();
        if (now - lastActiveAt < ActivityGrain.TotalMicroseconds)
        {
            return;
        }

        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update vector_stores set last_active_at = @now where tenant = @tenant and id = @id", new { now, tenant = tenant.Value, id }, cancellationToken: cancellationToken));
    }

    private async Task EmptyAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, string id, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, id };
        // A worker may be writing for one of these jobs until its lease ends; what frees the space comes after it.
        var busyUntil = await connection.ExecuteScalarAsync<long?>(new CommandDefinition(
            "select max(lease_until) from jobs where tenant = @tenant and store_id = @id and owner is not null", parameters, transaction, cancellationToken: cancellationToken)) ?? 0;
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from jobs where tenant = @tenant and store_id = @id", parameters, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from vector_store_files where tenant = @tenant and store_id = @id", parameters, transaction, cancellationToken: cancellationToken));
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from file_batches where tenant = @tenant and store_id = @id", parameters, transaction, cancellationToken: cancellationToken));
        await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.DropStore, id, "", NotBefore: busyUntil), Now(), cancellationToken);
    }

    private long Now() => time.GetUtcNow().ToMicroseconds();
}
