using Dapper;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.VectorStores.Batches;

/// <summary>Batches in the database; how far each is follows from its files.</summary>
internal sealed class BatchStore(IDatabase database, TimeProvider time)
{
    /// <summary>Adds files to a store as a batch, all or none of them.</summary>
    /// <returns>False when the store is gone.</returns>
    public async Task<bool> CreateAsync(TenantId tenant, string id, string storeId, IReadOnlyList<NewAttachment> files, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToMicroseconds();
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AttachmentStore.TouchAsync(connection, transaction, tenant, storeId, now, cancellationToken))
        {
            return false;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "insert into file_batches (id, tenant, store_id, cancelled, created_at) values (@id, @tenant, @storeId, 0, @now)", new { id, tenant = tenant.Value, storeId, now }, transaction, cancellationToken: cancellationToken));
        foreach (var file in files)
        {
            await AttachmentStore.AttachAsync(connection, transaction, tenant, storeId, file, now, cancellationToken);
        }

        await connection.ExecuteAsync(new CommandDefinition(
            "insert into file_batch_files (batch_id, tenant, file_id) values (@id, @tenant, @FileId)", files.Select(file => new { id, tenant = tenant.Value, file.FileId }), transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>A batch; null when the store has none of that id.</summary>
    public async Task<BatchRecord?> FindAsync(TenantId tenant, string storeId, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<BatchRecord>(new CommandDefinition(
            """
            select b.id as Id, b.store_id as StoreId, b.cancelled as Cancelled, b.created_at as CreatedAt, count(m.file_id) as Total,
                count(case when f.status = 'in_progress' then 1 end) as InProgress, count(case when f.status = 'completed' then 1 end) as Completed, count(case when f.status = 'failed' then 1 end) as Failed
            from file_batches b left join file_batch_files m on m.batch_id = b.id left join vector_store_files f on f.store_id = b.store_id and f.file_id = m.file_id
            where b.tenant = @tenant and b.store_id = @storeId and b.id = @id
            group by b.id, b.store_id, b.cancelled, b.created_at
            """,
            new { tenant = tenant.Value, storeId, id },
            cancellationToken: cancellationToken));
    }

    /// <summary>Ends a batch: what of it is still being read is not read any further.</summary>
    public async Task CancelAsync(TenantId tenant, string storeId, string id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().ToMicroseconds();
        var parameters = new { tenant = tenant.Value, storeId, id };
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await AttachmentStore.TouchAsync(connection, transaction, tenant, storeId, now, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition("update file_batches set cancelled = 1 where tenant = @tenant and store_id = @storeId and id = @id", parameters, transaction, cancellationToken: cancellationToken));
        var files = await connection.QueryAsync<string>(new CommandDefinition(
            "select m.file_id from file_batch_files m join vector_store_files f on f.store_id = @storeId and f.file_id = m.file_id where m.tenant = @tenant and m.batch_id = @id and f.pending <> 0",
            parameters,
            transaction,
            cancellationToken: cancellationToken));
        foreach (var file in files.AsList())
        {
            await AttachmentStore.StopAsync(connection, transaction, tenant, storeId, file, now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A page of a batch's files that are still in the store.</summary>
    public async Task<(List<AttachmentRecord> Files, bool HasMore)> ListAsync(TenantId tenant, string storeId, string id, string? status, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await Keyset.ReadAsync<AttachmentRecord>(
            connection,
            page,
            $"select {AttachmentStore.Columns} from vector_store_files where tenant = @tenant and store_id = @storeId and file_id in (select file_id from file_batch_files where tenant = @tenant and batch_id = @id)" + (status is null ? "" : " and status = @status"),
            "created_at",
            "file_id",
            new DynamicParameters(new { tenant = tenant.Value, storeId, id, status }),
            file => connection.QuerySingleOrDefaultAsync<long?>("select created_at from vector_store_files where tenant = @tenant and store_id = @storeId and file_id = @file", new { tenant = tenant.Value, storeId, file }),
            cancellationToken);
    }
}
