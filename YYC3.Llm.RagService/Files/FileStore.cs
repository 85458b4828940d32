using System.Data.Common;
using Dapper;
using YYC3.Llm.RagService.Deletions;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Files;

/// <summary>The uploaded files and their bytes.</summary>
internal sealed class FileStore(IDatabase database, DeletionStore deletions, TimeProvider time)
{
    /// <summary>The size of a row of bytes.</summary>
    public const int PartSize = 1024 * 1024;

    private const string Columns =
        "id as Id, filename as Filename, purpose as Purpose, content_type as ContentType, bytes as Bytes, sha256 as Sha256, created_at as CreatedAt, expires_at as ExpiresAt";

    /// <summary>Announces an upload; nobody sees the file before <see cref="CompleteAsync(TenantId, FileRecord, CancellationToken)"/>.</summary>
    public async Task BeginAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into files (id, tenant, filename, purpose, content_type, bytes, sha256, status, created_at) values (@id, @tenant, '', '', '', 0, '', 'uploading', @now)",
            new { id, tenant = tenant.Value, now = Now() },
            cancellationToken: cancellationToken));
    }

    /// <summary>Adds bytes; all parts but the last have <see cref="PartSize"/>.</summary>
    public async Task AppendAsync(TenantId tenant, string id, long position, byte[] data, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into file_parts (tenant, file_id, position, data) values (@tenant, @id, @position, @data)",
            new { tenant = tenant.Value, id, position, data },
            cancellationToken: cancellationToken));
    }

    /// <summary>Makes an upload a file.</summary>
    public async Task CompleteAsync(TenantId tenant, FileRecord file, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await CompleteAsync(connection, null, tenant, file, cancellationToken);
    }

    /// <summary>The same within a transaction.</summary>
    public static Task CompleteAsync(DbConnection connection, DbTransaction? transaction, TenantId tenant, FileRecord file, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            """
            update files set filename = @Filename, purpose = @Purpose, content_type = @ContentType, bytes = @Bytes, sha256 = @Sha256,
                created_at = @CreatedAt, expires_at = @ExpiresAt, status = 'processed'
            where tenant = @Tenant and id = @Id
            """,
            new { file.Filename, file.Purpose, file.ContentType, file.Bytes, file.Sha256, file.CreatedAt, file.ExpiresAt, Tenant = tenant.Value, file.Id },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Puts the bytes of an upload in the place of a file's, within a transaction that has the file read in anew.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="tenant">The project.</param>
    /// <param name="file">The file as it is to be; its id stays.</param>
    /// <param name="uploadId">The upload, which is gone afterwards.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task ReplaceAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, FileRecord file, string uploadId, CancellationToken cancellationToken)
    {
        foreach (var statement in new[]
        {
            "delete from file_parts where tenant = @tenant and file_id = @Id",
            "update file_parts set file_id = @Id where tenant = @tenant and file_id = @uploadId",
            "delete from files where tenant = @tenant and id = @uploadId",
            "update files set filename = @Filename, content_type = @ContentType, bytes = @Bytes, sha256 = @Sha256 where tenant = @tenant and id = @Id",
        })
        {
            await connection.ExecuteAsync(new CommandDefinition(
                statement, new { tenant = tenant.Value, file.Id, uploadId, file.Filename, file.ContentType, file.Bytes, file.Sha256 }, transaction, cancellationToken: cancellationToken));
        }
    }

    /// <summary>A file; null when the project has none of that id.</summary>
    public async Task<FileRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<FileRecord>(new CommandDefinition(
            $"select {Columns} from files where tenant = @tenant and id = @id and status = 'processed' and (expires_at is null or expires_at > @now)",
            new { tenant = tenant.Value, id, now = Now() },
            cancellationToken: cancellationToken));
    }

    /// <summary>A page of the project's files.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="purpose">Only files of this purpose; null: all.</param>
    /// <param name="page">Which page.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(List<FileRecord> Files, bool HasMore)> ListAsync(TenantId tenant, string? purpose, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var select = $"select {Columns} from files where tenant = @tenant and status = 'processed' and (expires_at is null or expires_at > @now)"
            + (purpose is null ? "" : " and purpose = @purpose");
        return await Keyset.ReadAsync<FileRecord>(
            connection,
            page,
            select,
            "created_at",
            "id",
            new DynamicParameters(new { tenant = tenant.Value, purpose, now = Now() }),
            id => connection.QuerySingleOrDefaultAsync<long?>("select created_at from files where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }),
            cancellationToken);
    }

    /// <summary>Reads a part; null behind the last one.</summary>
    public async Task<byte[]?> ReadPartAsync(TenantId tenant, string id, long position, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "select data from file_parts where tenant = @tenant and file_id = @id and position = @position",
            new { tenant = tenant.Value, id, position },
            cancellationToken: cancellationToken));
    }

    /// <summary>Removes a file, or an upload that failed, from the list and from every vector store at once; a job frees the space.</summary>
    /// <returns>The deletion's receipt; null when it was not there.</returns>
    public async Task<string?> DeleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var receipt = await deletions.BeginAsync(connection, transaction, tenant, DeletionRecord.File, null, id, cancellationToken);
        var deleted = await connection.ExecuteAsync(new CommandDefinition(
            "delete from files where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, transaction, cancellationToken: cancellationToken));
        if (deleted == 0)
        {
            return null;
        }

        await AttachmentStore.DetachAsync(connection, transaction, tenant, storeId: null, id, Now(), cancellationToken);
        await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.PurgeFile, "", id), Now(), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }

    /// <summary>Frees the space of a file that is deleted.</summary>
    public async Task PurgeAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from file_parts where tenant = @tenant and file_id = @id", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken));
    }

    /// <summary>Files whose time is over, and uploads that nobody finished.</summary>
    /// <param name="abandonedBefore">An upload begun before this is given up.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<List<(string Tenant, string Id)>> OverdueAsync(DateTimeOffset abandonedBefore, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<(string, string)>(new CommandDefinition(
            "select tenant, id from files where expires_at <= @now or (status = 'uploading' and created_at < @before) limit 100",
            new { now = Now(), before = abandonedBefore.ToMicroseconds() },
            cancellationToken: cancellationToken))).AsList();
    }

    private long Now() => time.GetUtcNow().ToMicroseconds();
}
