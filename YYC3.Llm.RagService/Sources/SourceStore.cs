using Dapper;
using YYC3.Llm.RagService.Chunking;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Sources;

/// <summary>The sources and their documents. The job of the next look is written with what the last one found.</summary>
internal sealed class SourceStore(IDatabase database, TimeProvider time)
{
    private const string Select =
        """
        select s.id as Id, s.store_id as StoreId, s.type as Type, s.location as Location, s.patterns as Patterns, s.interval_seconds as IntervalSeconds, s.chunk_tokens as ChunkTokens,
            s.overlap_tokens as OverlapTokens, s.created_at as CreatedAt, s.synced_at as SyncedAt, s.error as Error,
            (select count(*) from source_items i where i.tenant = s.tenant and i.source_id = s.id) as Documents
        from sources s where s.tenant = @tenant and s.store_id = @storeId
        """;

    private const long MicrosecondsASecond = 1_000_000;

    /// <summary>Makes a source; a job looks at it at once.</summary>
    public async Task AddAsync(TenantId tenant, SourceRecord source, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into sources (id, tenant, store_id, type, location, patterns, interval_seconds, chunk_tokens, overlap_tokens, created_at)
            values (@Id, @tenant, @StoreId, @Type, @Location, @Patterns, @IntervalSeconds, @ChunkTokens, @OverlapTokens, @CreatedAt)
            """,
            new { source.Id, tenant = tenant.Value, source.StoreId, source.Type, source.Location, source.Patterns, source.IntervalSeconds, source.ChunkTokens, source.OverlapTokens, source.CreatedAt },
            transaction,
            cancellationToken: cancellationToken));
        await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.SyncSource, source.StoreId, source.Id), Now, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>A source; null when the store has none of that id.</summary>
    public async Task<SourceRecord?> FindAsync(TenantId tenant, string storeId, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<SourceRecord>(new CommandDefinition($"{Select} and s.id = @id", new { tenant = tenant.Value, storeId, id }, cancellationToken: cancellationToken));
    }

    /// <summary>A page of a store's sources.</summary>
    public async Task<(List<SourceRecord> Sources, bool HasMore)> ListAsync(TenantId tenant, string storeId, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await Keyset.ReadAsync<SourceRecord>(
            connection,
            page,
            Select,
            "s.created_at",
            "s.id",
            new DynamicParameters(new { tenant = tenant.Value, storeId }),
            id => connection.QuerySingleOrDefaultAsync<long?>("select created_at from sources where tenant = @tenant and store_id = @storeId and id = @id", new { tenant = tenant.Value, storeId, id }),
            cancellationToken);
    }

    /// <summary>What is known of a source's documents, by name.</summary>
    public async Task<Dictionary<string, (string FileId, string Stamp)>> ItemsAsync(TenantId tenant, string sourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var rows = await connection.QueryAsync<(string Name, string FileId, string Stamp)>(new CommandDefinition(
            "select name, file_id, stamp from source_items where tenant = @tenant and source_id = @sourceId", new { tenant = tenant.Value, sourceId }, cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Name, row => (row.FileId, row.Stamp), StringComparer.Ordinal);
    }

    /// <summary>Takes a document in: a new file, or new bytes of the one that it is. Searches see the earlier ones until the new ones are read.</summary>
    /// <param name="job">The look.</param>
    /// <param name="lease">The right to it.</param>
    /// <param name="source">The source.</param>
    /// <param name="document">The document.</param>
    /// <param name="upload">Its bytes, as an upload that is not a file yet.</param>
    /// <param name="fileId">The file that it is; null: a new one.</param>
    /// <param name="attributes">The file's attributes, as JSON.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task TakeAsync(Job job, JobLease lease, SourceRecord source, SourceDocument document, FileRecord upload, string? fileId, string attributes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await AttachmentStore.TouchAsync(connection, transaction, job.Tenant, source.StoreId, Now, cancellationToken))
        {
            return; // The store is gone.
        }

        await lease.GuardAsync(connection, transaction, cancellationToken);
        var file = upload with { Id = fileId ?? upload.Id };
        if (fileId is not null)
        {
            await FileStore.ReplaceAsync(connection, transaction, job.Tenant, file, upload.Id, cancellationToken);
        }
        else
        {
            await FileStore.CompleteAsync(connection, transaction, job.Tenant, file, cancellationToken);
        }

        var chunking = ChunkingStrategy.Static((int)source.ChunkTokens, (int)source.OverlapTokens);
        await AttachmentStore.AttachAsync(connection, transaction, job.Tenant, source.StoreId, new NewAttachment(file.Id, attributes, chunking), Now, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into source_items (tenant, source_id, name, file_id, stamp) values (@tenant, @Id, @Name, @fileId, @Stamp)
            on conflict (source_id, name) do update set file_id = excluded.file_id, stamp = excluded.stamp
            """,
            new { tenant = job.TenantId, source.Id, document.Name, fileId = file.Id, document.Stamp },
            transaction,
            cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Notes that a document's stamp has changed and its bytes have not.</summary>
    public async Task StampAsync(TenantId tenant, string sourceId, SourceDocument document, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update source_items set stamp = @Stamp where tenant = @tenant and source_id = @sourceId and name = @Name",
            new { document.Stamp, tenant = tenant.Value, sourceId, document.Name },
            cancellationToken: cancellationToken));
    }

    /// <summary>Forgets a document that is gone; its file is deleted apart.</summary>
    public async Task ForgetAsync(TenantId tenant, string sourceId, string name, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from source_items where tenant = @tenant and source_id = @sourceId and name = @name", new { tenant = tenant.Value, sourceId, name }, cancellationToken: cancellationToken));
    }

    /// <summary>Ends a look, and asks for the next one.</summary>
    public async Task CompleteAsync(Job job, JobLease lease, SourceRecord source, string? error, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.CompleteAsync(connection, transaction, cancellationToken);
        var there = await connection.ExecuteAsync(new CommandDefinition(
            "update sources set synced_at = @now, error = @error where tenant = @tenant and id = @Id", new { now = Now, error, tenant = job.TenantId, source.Id }, transaction, cancellationToken: cancellationToken));
        if (there > 0)
        {
            await JobStore.EnqueueAsync(
                connection, transaction, new NewJob(job.Tenant, JobKinds.SyncSource, source.StoreId, source.Id, NotBefore: Now + (source.IntervalSeconds * MicrosecondsASecond)), Now, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Asks for the next look at once.</summary>
    public async Task HurryAsync(TenantId tenant, string sourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update jobs set not_before = 0 where tenant = @tenant and kind = @kind and file_id = @sourceId and owner is null",
            new { tenant = tenant.Value, kind = JobKinds.SyncSource, sourceId },
            cancellationToken: cancellationToken));
    }

    /// <summary>Removes a source, with the job that would look at it.</summary>
    /// <returns>The files that it has brought.</returns>
    public async Task<List<string>> RemoveAsync(TenantId tenant, string sourceId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { tenant = tenant.Value, sourceId, kind = JobKinds.SyncSource };
        await connection.ExecuteAsync(new CommandDefinition("delete from jobs where tenant = @tenant and kind = @kind and file_id = @sourceId", parameters, transaction, cancellationToken: cancellationToken));
        var files = (await connection.QueryAsync<string>(new CommandDefinition(
            "delete from source_items where tenant = @tenant and source_id = @sourceId returning file_id", parameters, transaction, cancellationToken: cancellationToken))).AsList();
        await connection.ExecuteAsync(new CommandDefinition("delete from sources where tenant = @tenant and id = @sourceId", parameters, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return files;
    }

    /// <summary>The sources of a store.</summary>
    public async Task<List<string>> OfStoreAsync(TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<string>(new CommandDefinition("select id from sources where tenant = @tenant and store_id = @storeId", new { tenant = tenant.Value, storeId }, cancellationToken: cancellationToken))).AsList();
    }

    private long Now => time.GetUtcNow().ToMicroseconds();
}
