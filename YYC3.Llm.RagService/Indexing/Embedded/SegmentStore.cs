using System.Data.Common;
using Dapper;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>The segments in the database.</summary>
internal sealed class SegmentStore(IDatabase database)
{
    /// <summary>Adds a segment of one generation.</summary>
    public async Task AddAsync(IndexScope scope, long generation, int documents, byte[] data, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        await InsertAsync(connection, null, scope, generation, documents, data, cancellationToken);
    }

    /// <summary>The store's version and its segments, as they are at one moment; null when there is no such store.</summary>
    public async Task<(long Version, List<SegmentInfo> Segments)?> ListAsync(IndexScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var rows = (await connection.QueryAsync<(long Version, long? Id, long? Generation, long? Documents, long? Bytes)>(new CommandDefinition(
            """
            select vs.version, s.id, s.generation, s.documents, s.bytes
            from vector_stores vs left join index_segments s on s.tenant = vs.tenant and s.store_id = vs.id
            where vs.tenant = @tenant and vs.id = @StoreId
            order by s.id
            """,
            new { tenant = scope.Tenant.Value, scope.StoreId },
            cancellationToken: cancellationToken))).AsList();
        return rows.Count == 0
            ? null
            : (rows[0].Version, [.. rows.Where(row => row.Id is not null).Select(row => new SegmentInfo(row.Id!.Value, row.Generation!.Value, row.Documents!.Value, row.Bytes!.Value))]);
    }

    /// <summary>All segments that there are of a store, also of one that is gone.</summary>
    public async Task<List<SegmentInfo>> HeldAsync(IndexScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        return (await connection.QueryAsync<SegmentInfo>(new CommandDefinition(
            "select id as Id, generation as Generation, documents as Documents, bytes as Bytes from index_segments where tenant = @tenant and store_id = @StoreId",
            new { tenant = scope.Tenant.Value, scope.StoreId },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>A segment; null when it is gone.</summary>
    public async Task<Segment?> LoadAsync(IndexScope scope, long id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var data = await connection.QuerySingleOrDefaultAsync<byte[]>(new CommandDefinition(
            "select data from index_segments where tenant = @tenant and store_id = @StoreId and id = @id",
            new { tenant = scope.Tenant.Value, scope.StoreId, id },
            cancellationToken: cancellationToken));
        return data is null ? null : new Segment(data);
    }

    /// <summary>The generations that searches see, and those being written.</summary>
    public async Task<(HashSet<long> Live, HashSet<long> Pending)> GenerationsAsync(IndexScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<(long Generation, long Pending)>(new CommandDefinition(
            "select generation, pending from vector_store_files where tenant = @tenant and store_id = @StoreId",
            new { tenant = scope.Tenant.Value, scope.StoreId },
            cancellationToken: cancellationToken));
        var (live, pending) = (new HashSet<long>(), new HashSet<long>());
        foreach (var row in rows)
        {
            live.Add(row.Generation);
            pending.Add(row.Pending);
        }

        live.Remove(0);
        pending.Remove(0);
        return (live, pending);
    }

    /// <summary>Puts a merged segment in the place of others, all at once.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="old">The others.</param>
    /// <param name="documents">How many documents the new one has.</param>
    /// <param name="data">The new one; null when nothing stays.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False when one of the others was gone: somebody else was faster, and nothing is changed.</returns>
    public async Task<bool> ReplaceAsync(IndexScope scope, IReadOnlyList<SegmentInfo> old, int documents, byte[]? data, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        // The version's row is the lock that the changes of a store queue up at; a new version makes every instance drop the old segments.
        await connection.ExecuteAsync(new CommandDefinition(
            "update vector_stores set version = version + 1 where tenant = @tenant and id = @StoreId",
            new { tenant = scope.Tenant.Value, scope.StoreId },
            transaction,
            cancellationToken: cancellationToken));
        foreach (var segment in old)
        {
            if (await connection.ExecuteAsync(new CommandDefinition(
                "delete from index_segments where tenant = @tenant and store_id = @StoreId and id = @Id",
                new { tenant = scope.Tenant.Value, scope.StoreId, segment.Id },
                transaction,
                cancellationToken: cancellationToken)) == 0)
            {
                return false;
            }
        }

        if (data is not null)
        {
            await InsertAsync(connection, transaction, scope, 0, documents, data, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Removes the segments that hold a generation alone.</summary>
    public async Task RemoveAsync(IndexScope scope, long generation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from index_segments where tenant = @tenant and store_id = @StoreId and generation = @generation",
            new { tenant = scope.Tenant.Value, scope.StoreId, generation },
            cancellationToken: cancellationToken));
    }

    /// <summary>Removes all segments of a store.</summary>
    public async Task DropAsync(IndexScope scope, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from index_segments where tenant = @tenant and store_id = @StoreId",
            new { tenant = scope.Tenant.Value, scope.StoreId },
            cancellationToken: cancellationToken));
    }

    private static Task InsertAsync(
        DbConnection connection, DbTransaction? transaction, IndexScope scope, long generation, int documents, byte[] data, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(
            "insert into index_segments (tenant, store_id, generation, documents, bytes, data) values (@tenant, @StoreId, @generation, @documents, @bytes, @data)",
            new { tenant = scope.Tenant.Value, scope.StoreId, generation, documents, bytes = data.Length, data },
            transaction,
            cancellationToken: cancellationToken));
}
