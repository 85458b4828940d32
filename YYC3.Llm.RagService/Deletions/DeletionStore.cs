using System.Data.Common;
using Dapper;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Deletions;

/// <summary>The receipts of deletions. Each is written with its deletion, in one transaction.</summary>
internal sealed class DeletionStore(IDatabase database, TimeProvider time)
{
    private const string Columns =
        "id as Id, kind as Kind, target as Target, file_id as FileId, bytes as Bytes, status as Status, created_at as CreatedAt, completed_at as CompletedAt";

    /// <summary>Notes a deletion within its transaction, before the rows go that say what belongs to it.</summary>
    /// <param name="connection">The transaction's connection.</param>
    /// <param name="transaction">The transaction.</param>
    /// <param name="tenant">The project.</param>
    /// <param name="kind">What is deleted.</param>
    /// <param name="store">The vector store that it is taken out of, or that is deleted; null: every one.</param>
    /// <param name="file">The file; null: all of the store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Its id.</returns>
    public async Task<string> BeginAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, string kind, string? store, string? file, CancellationToken cancellationToken)
    {
        var id = Ids.New("del", time);
        var now = time.GetUtcNow().ToMicroseconds();
        var parameters = new { id, tenant = tenant.Value, kind, store, file, target = kind == DeletionRecord.Store ? store : file, bytesOf = kind == DeletionRecord.File ? file : null, now };
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into deletions (id, tenant, kind, target, file_id, bytes, status, created_at)
            select @id, @tenant, @kind, @target, @bytesOf, coalesce((select bytes from files where tenant = @tenant and id = @bytesOf), 0), 'in_progress', @now
            """,
            parameters,
            transaction,
            cancellationToken: cancellationToken));
        var held = store is null ? "f.file_id = @file" : file is null ? "f.store_id = @store" : "f.store_id = @store and f.file_id = @file";
        foreach (var column in new[] { "generation", "pending" })
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"""
                insert into deletion_generations (deletion_id, tenant, store_id, generation, chunks)
                select @id, f.tenant, f.store_id, f.{column}, (select count(*) from chunks c where c.tenant = f.tenant and c.generation = f.{column})
                from vector_store_files f where f.tenant = @tenant and {held} and f.{column} <> 0
                """,
                parameters,
                transaction,
                cancellationToken: cancellationToken));
        }

        await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.VerifyDeletion, "", id), now, cancellationToken);
        return id;
    }

    /// <summary>A deletion; null when the project has none of that id.</summary>
    public async Task<DeletionRecord?> FindAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DeletionRecord>(new CommandDefinition(
            $"select {Columns} from deletions where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken));
    }

    /// <summary>A page of the project's deletions.</summary>
    public async Task<(List<DeletionRecord> Deletions, bool HasMore)> ListAsync(TenantId tenant, PageQuery page, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await Keyset.ReadAsync<DeletionRecord>(
            connection,
            page,
            $"select {Columns} from deletions where tenant = @tenant",
            "created_at",
            "id",
            new DynamicParameters(new { tenant = tenant.Value }),
            id => connection.QuerySingleOrDefaultAsync<long?>("select created_at from deletions where tenant = @tenant and id = @id", new { tenant = tenant.Value, id }),
            cancellationToken);
    }

    /// <summary>The generations that went with a deletion.</summary>
    public async Task<List<(string StoreId, long Generation, long Chunks)>> GenerationsAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<(string, long, long)>(new CommandDefinition(
            "select store_id, generation, chunks from deletion_generations where tenant = @tenant and deletion_id = @id order by store_id, generation", new { tenant = tenant.Value, id }, cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>What the database still holds: chunks of these generations, and parts of this file.</summary>
    public async Task<(long Chunks, long Parts)> LeftAsync(TenantId tenant, IReadOnlyList<long> generations, string? file, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var chunks = 0L;
        foreach (var generation in generations)
        {
            chunks += await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                "select count(*) from chunks where tenant = @tenant and generation = @generation", new { tenant = tenant.Value, generation }, cancellationToken: cancellationToken));
        }

        return (chunks, file is null ? 0 : await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from file_parts where tenant = @tenant and file_id = @file", new { tenant = tenant.Value, file }, cancellationToken: cancellationToken)));
    }

    /// <summary>Notes that nothing is left.</summary>
    public async Task CompleteAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update deletions set status = 'completed', completed_at = @now where tenant = @tenant and id = @id", new { tenant = tenant.Value, id, now = time.GetUtcNow().ToMicroseconds() }, cancellationToken: cancellationToken));
    }
}
