using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Uploads;

/// <summary>Uploads in parts, and the bytes that have come.</summary>
internal sealed class UploadStore(IDatabase database, TimeProvider time)
{
    private const string Columns = """
        id as Id, filename as Filename, purpose as Purpose, content_type as ContentType, bytes as Bytes, status as Status, file_id as FileId,
        file_expires_seconds as FileExpiresSeconds, created_at as CreatedAt, expires_at as ExpiresAt
        """;

    public async Task CreateAsync(TenantId tenant, UploadRecord upload, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into uploads (id, tenant, filename, purpose, content_type, bytes, status, file_id, file_expires_seconds, created_at, expires_at)
            values (@Id, @tenant, @Filename, @Purpose, @ContentType, @Bytes, @Status, null, @FileExpiresSeconds, @CreatedAt, @ExpiresAt)
            """,
            new { upload.Id, tenant = tenant.Value, upload.Filename, upload.Purpose, upload.ContentType, upload.Bytes, upload.Status, upload.FileExpiresSeconds, upload.CreatedAt, upload.ExpiresAt },
            cancellationToken: cancellationToken));
    }

    /// <summary>An upload; null when the project has none of that id.</summary>
    public async Task<UploadRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var found = await connection.QuerySingleOrDefaultAsync<UploadRecord>(new CommandDefinition(
            $"select {Columns} from uploads where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken));
        return found is { Status: UploadRecord.Pending } && found.ExpiresAt <= time.GetUtcNow().ToMicroseconds() ? found with { Status = UploadRecord.Expired } : found;
    }

    /// <summary>Adds bytes of a part that is not there yet.</summary>
    public async Task AppendAsync(TenantId tenant, string part, long position, byte[] data, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into upload_data (tenant, part_id, position, data) values (@tenant, @part, @position, @data)", new { tenant = tenant.Value, part, position, data }, cancellationToken: cancellationToken));
    }

    /// <summary>Makes a part part of its upload.</summary>
    public async Task AddPartAsync(TenantId tenant, string upload, string part, long bytes, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into upload_parts (id, tenant, upload_id, bytes, created_at) values (@part, @tenant, @upload, @bytes, @now)",
            new { part, tenant = tenant.Value, upload, bytes, now = time.GetUtcNow().ToMicroseconds() },
            cancellationToken: cancellationToken));
    }

    /// <summary>The parts of an upload with their sizes.</summary>
    public async Task<Dictionary<string, long>> PartsAsync(TenantId tenant, string upload, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<(string Id, long Bytes)>(new CommandDefinition(
            "select id, bytes from upload_parts where tenant = @tenant and upload_id = @upload", new { tenant = tenant.Value, upload }, cancellationToken: cancellationToken)))
            .ToDictionary(part => part.Id, part => part.Bytes, StringComparer.Ordinal);
    }

    /// <summary>Bytes of a part; null behind the last ones.</summary>
    public async Task<byte[]?> ReadAsync(TenantId tenant, string part, long position, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "select data from upload_data where tenant = @tenant and part_id = @part and position = @position", new { tenant = tenant.Value, part, position }, cancellationToken: cancellationToken));
    }

    /// <summary>Ends an upload, and frees its parts.</summary>
    /// <returns>Whether it was still pending.</returns>
    public async Task<bool> EndAsync(TenantId tenant, string id, string status, string? file, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { tenant = tenant.Value, id, status, file };
        var ended = await connection.ExecuteAsync(new CommandDefinition(
            "update uploads set status = @status, file_id = @file where tenant = @tenant and id = @id and status = 'pending'", parameters, transaction, cancellationToken: cancellationToken)) == 1;
        if (ended)
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "delete from upload_data where tenant = @tenant and part_id in (select id from upload_parts where tenant = @tenant and upload_id = @id)", parameters, transaction, cancellationToken: cancellationToken));
            await connection.ExecuteAsync(new CommandDefinition("delete from upload_parts where tenant = @tenant and upload_id = @id", parameters, transaction, cancellationToken: cancellationToken));
        }

        await transaction.CommitAsync(cancellationToken);
        return ended;
    }

    /// <summary>Uploads whose time is over.</summary>
    public async Task<List<(string Tenant, string Id)>> OverdueAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        return (await connection.QueryAsync<(string, string)>(new CommandDefinition(
            "select tenant, id from uploads where status = 'pending' and expires_at <= @now limit 100", new { now = time.GetUtcNow().ToMicroseconds() }, cancellationToken: cancellationToken))).AsList();
    }
}
