using System.Data.Common;
using Dapper;
using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Embeddings;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>The files within vector stores. A change of what searches see raises the store's version in the same transaction.</summary>
internal sealed class AttachmentStore(IDatabase database, DeletionStore deletions, TimeProvider time)
{
    /// <summary>The columns of a record.</summary>
    public const string Columns =
        """
        store_id as StoreId, file_id as FileId, status as Status, error_code as ErrorCode, error_message as ErrorMessage, attributes as Attributes,
        chunk_tokens as ChunkTokens, overlap_tokens as OverlapTokens, usage_bytes as UsageBytes, progress as Progress,
        generation as Generation, pending as Pending, created_at as CreatedAt
        """;

    private const string BumpStore = "update vector_stores set last_active_at = @now, version = version + 1 where tenant = @tenant and id = @store";

    // A worker looks at its lease before it writes, not while: a generation is freed a little later than its lease ends.
    private const long Grace = 5_000_000;

    /// <summary>Adds a file to a store, or reads it in again; searches see the earlier chunks until the new ones are complete.</summary>
    /// <returns>False when the store is gone.</returns>
    public async Task<bool> AttachAsync(TenantId tenant, string storeId, NewAttachment attachment, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (await connection.ExecuteAsync(new CommandDefinition(
            BumpStore, new { now = Now(), tenant = tenant.Value, store = storeId }, transaction, cancellationToken: cancellationToken)) == 0)
        {
            return false;
        }

        await AttachAsync(connection, transaction, tenant, storeId, attachment, Now(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The same within a transaction.</summary>
    public static async Task AttachAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, string storeId, NewAttachment attachment, long now, CancellationToken cancellationToken)
    {
        var pending = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select pending from vector_store_files where tenant = @tenant and store_id = @storeId and file_id = @FileId",
            new { tenant = tenant.Value, storeId, attachment.FileId },
            transaction,
            cancellationToken: cancellationToken));
        await CancelAsync(connection, transaction, tenant, storeId, attachment.FileId, pending ?? 0, now, cancellationToken);
        var generation = await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.Ingest, storeId, attachment.FileId), now, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into vector_store_files (tenant, store_id, file_id, status, attributes, chunk_tokens, overlap_tokens, usage_bytes, chunk_count, progress, generation, pending, created_at)
            values (@tenant, @storeId, @FileId, 'in_progress', @Attributes, @MaxTokens, @OverlapTokens, 0, 0, 0, 0, @generation, @now)
            on conflict (store_id, file_id) do update set status = 'in_progress', error_code = null, error_message = null, attributes = excluded.attributes,
                chunk_tokens = excluded.chunk_tokens, overlap_tokens = excluded.overlap_tokens, progress = 0, pending = excluded.pending
            where vector_store_files.tenant = excluded.tenant
            """,
            new { tenant = tenant.Value, storeId, attachment.FileId, attachment.Attributes, attachment.Chunking.MaxTokens, attachment.Chunking.OverlapTokens, generation, now },
            transaction,
            cancellationToken: cancellationToken));
    }

    /// <summary>Takes a file out of one store, or out of all, within a transaction: searches do not see it from its end on.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="tenant">The project.</param>
    /// <param name="storeId">The store; null: all.</param>
    /// <param name="fileId">The file.</param>
    /// <param name="now">UTC microseconds.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many stores held it.</returns>
    public static async Task<int> DetachAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, string? storeId, string fileId, long now, CancellationToken cancellationToken)
    {
        // Locks go in one order everywhere, so that no two transactions wait for each other: the store, the job, the file within the store.
        var stores = storeId is not null ? [storeId] : (await connection.QueryAsync<string>(new CommandDefinition(
            "select store_id from vector_store_files where tenant = @tenant and file_id = @fileId order by store_id", new { tenant = tenant.Value, fileId }, transaction, cancellationToken: cancellationToken))).AsList();
        var removed = 0;
        foreach (var store in stores)
        {
            var parameters = new { tenant = tenant.Value, store, fileId, now };
            await connection.ExecuteAsync(new CommandDefinition(BumpStore, parameters, transaction, cancellationToken: cancellationToken));
            var pair = await connection.QuerySingleOrDefaultAsync<(long Generation, long Pending)?>(new CommandDefinition(
                "select generation, pending from vector_store_files where tenant = @tenant and store_id = @store and file_id = @fileId", parameters, transaction, cancellationToken: cancellationToken));
            if (pair is { } held)
            {
                removed++;
                await CancelAsync(connection, transaction, tenant, store, fileId, held.Pending, now, cancellationToken);
                await RemoveAsync(connection, transaction, tenant, store, fileId, held.Generation, notBefore: 0, now, cancellationToken);
                await connection.ExecuteAsync(new CommandDefinition(
                    "delete from vector_store_files where tenant = @tenant and store_id = @store and file_id = @fileId", parameters, transaction, cancellationToken: cancellationToken));
            }
        }

        return removed;
    }

    /// <summary>Takes a file out of a store.</summary>
    /// <returns>The deletion's receipt; null when it was not there.</returns>
    public async Task<string?> DetachAsync(TenantId tenant, string storeId, string fileId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var receipt = await deletions.BeginAsync(connection, transaction, tenant, DeletionRecord.Attachment, storeId, fileId, cancellationToken);
        if (await DetachAsync(connection, transaction, tenant, storeId, fileId, Now(), cancellationToken) == 0)
        {
            return null;
        }

        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    /// <summary>A file of a store; null when the project has no such pair.</summary>
    public async Task<AttachmentRecord?> FindAsync(TenantId tenant, string storeId, string fileId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<AttachmentRecord>(new CommandDefinition(
            $"select {Columns} from vector_store_files where tenant = @tenant and store_id = @storeId and file_id = @fileId",
            new { tenant = tenant.Value, storeId, fileId },
            cancellationToken: cancellationToken));
    }

    /// <summary>A page of a store's files.</summary>
    public async Task<(List<AttachmentRecord> Files, bool HasMore)> ListAsync(TenantId tenant, string storeId, string? status, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var select = $"select {Columns} from vector_store_files where tenant = @tenant and store_id = @storeId" + (status is null ? "" : " and status = @status");
        return await Keyset.ReadAsync<AttachmentRecord>(
            connection,
            page,
            select,
            "created_at",
            "file_id",
            new DynamicParameters(new { tenant = tenant.Value, storeId, status }),
            fileId => connection.QuerySingleOrDefaultAsync<long?>(
                "select created_at from vector_store_files where tenant = @tenant and store_id = @storeId and file_id = @fileId", new { tenant = tenant.Value, storeId, fileId }),
            cancellationToken);
    }

    /// <summary>The files of a store that searches see, with their number of chunks.</summary>
    public async Task<List<(string FileId, long Generation, long Chunks)>> SizesAsync(TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<(string, long, long)>(new CommandDefinition(
            "select file_id, generation, chunk_count from vector_store_files where tenant = @tenant and store_id = @storeId and generation <> 0 order by file_id",
            new { tenant = tenant.Value, storeId },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Writes a file's attributes; the next search sees them.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> SetAttributesAsync(TenantId tenant, string storeId, string fileId, string attributes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { attributes, now = Now(), tenant = tenant.Value, store = storeId, fileId };
        await connection.ExecuteAsync(new CommandDefinition(BumpStore, parameters, transaction, cancellationToken: cancellationToken));
        var updated = await connection.ExecuteAsync(new CommandDefinition(
            "update vector_store_files set attributes = @attributes where tenant = @tenant and store_id = @store and file_id = @fileId", parameters, transaction, cancellationToken: cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return updated == 1;
    }

    /// <summary>Notes how far a generation is written, within a transaction.</summary>
    public static Task ProgressAsync(
        DbConnection connection, DbTransaction transaction, Job job, double progress, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "update vector_store_files set progress = @progress where tenant = @TenantId and store_id = @StoreId and file_id = @FileId and pending = @Id",
            new { progress, job.TenantId, job.StoreId, job.FileId, job.Id },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>The flip: from the transaction's end on, searches see the new generation and not the old one, and the job is done.</summary>
    /// <param name="job">The job; its id is the generation.</param>
    /// <param name="lease">The right to write it.</param>
    /// <param name="counts">What was written.</param>
    /// <param name="embed">Whether an embedding model is to go over it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether the file still waits for this generation.</returns>
    public async Task<bool> FlipAsync(Job job, JobLease lease, IngestedCounts counts, bool embed, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { tenant = job.TenantId, store = job.StoreId, job.FileId, job.Id, counts.Chunks, counts.Terms, counts.Bytes, now = Now() };
        await connection.ExecuteAsync(new CommandDefinition(BumpStore, parameters, transaction, cancellationToken: cancellationToken));
        await lease.CompleteAsync(connection, transaction, cancellationToken);
        var old = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select generation from vector_store_files where tenant = @tenant and store_id = @store and file_id = @FileId and pending = @Id", parameters, transaction, cancellationToken: cancellationToken));
        if (old is null)
        {
            return false;
        }

        await connection.ExecuteAsync(new CommandDefinition(
            """
            update vector_store_files set generation = @Id, pending = 0, status = 'completed', error_code = null, error_message = null, progress = 1,
                chunk_count = @Chunks, term_count = @Terms, usage_bytes = @Bytes
            where tenant = @tenant and store_id = @store and file_id = @FileId
            """,
            parameters,
            transaction,
            cancellationToken: cancellationToken));
        await RemoveAsync(connection, transaction, job.Tenant, job.StoreId, job.FileId, old.Value, notBefore: 0, Now(), cancellationToken);
        if (embed)
        {
            await EmbeddingStore.EnqueueAsync(connection, transaction, job, Now(), cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Notes that a file could not be read; what was written of it is freed, and searches keep what they saw before.</summary>
    public async Task FailAsync(Job job, string code, string message, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            update vector_store_files set status = 'failed', pending = 0, error_code = @code, error_message = @message
            where tenant = @TenantId and store_id = @StoreId and file_id = @FileId and pending = @Id
            """,
            new { code, message, job.TenantId, job.StoreId, job.FileId, job.Id },
            transaction,
            cancellationToken: cancellationToken));
        await RemoveAsync(connection, transaction, job.Tenant, job.StoreId, job.FileId, job.Id, notBefore: 0, Now(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Takes the row of a store, within a transaction, as every change of its files does first.</summary>
    /// <returns>False when the store is gone.</returns>
    public static async Task<bool> TouchAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, string storeId, long now, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(BumpStore, new { now, tenant = tenant.Value, store = storeId }, transaction, cancellationToken: cancellationToken)) == 1;

    /// <summary>Ends the reading of a file, within a transaction; what searches saw of it before stays.</summary>
    public static async Task StopAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, string storeId, string fileId, long now, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, storeId, fileId };
        var pending = await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "select pending from vector_store_files where tenant = @tenant and store_id = @storeId and file_id = @fileId", parameters, transaction, cancellationToken: cancellationToken));
        await CancelAsync(connection, transaction, tenant, storeId, fileId, pending ?? 0, now, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update vector_store_files set status = 'cancelled', pending = 0 where tenant = @tenant and store_id = @storeId and file_id = @fileId and pending <> 0", parameters, transaction, cancellationToken: cancellationToken));
    }

    private static async Task CancelAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, string storeId, string fileId, long pending, long now, CancellationToken cancellationToken)
    {
        if (pending != 0)
        {
            var busyUntil = await JobStore.CancelAsync(connection, transaction, tenant, pending, cancellationToken);
            await RemoveAsync(connection, transaction, tenant, storeId, fileId, pending, busyUntil == 0 ? 0 : busyUntil + Grace, now, cancellationToken);
        }
    }

    private static async Task RemoveAsync(
        DbConnection connection, DbTransaction transaction, TenantId tenant, string storeId, string fileId, long generation, long notBefore, long now, CancellationToken cancellationToken)
    {
        if (generation != 0)
        {
            var embeddingUntil = await JobStore.CancelEmbeddingAsync(connection, transaction, tenant, generation, cancellationToken);
            notBefore = Math.Max(notBefore, embeddingUntil == 0 ? 0 : embeddingUntil + Grace);
            await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.RemoveGeneration, storeId, fileId, generation, notBefore), now, cancellationToken);
        }
    }

    private long Now() => time.GetUtcNow().ToMicroseconds();
}
