using System.Data.Common;
using Dapper;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>The chunks: the truth that every index is made from.</summary>
internal sealed class ChunkStore(IDatabase database)
{
    private const string Columns =
        "c.generation as Generation, c.ordinal as Ordinal, c.text as Text, c.page as Page, c.heading as Heading, c.table_header as TableHeader, c.span_start as SpanStart, c.span_end as SpanEnd";

    private bool IsPostgres => database.Backend == "postgres";

    /// <summary>Adds a batch of the generation that a job writes, and notes how far it is.</summary>
    /// <param name="job">The job; its id is the generation.</param>
    /// <param name="lease">The right to write it.</param>
    /// <param name="chunks">The batch.</param>
    /// <param name="progress">How far the file is read, 0–1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AddAsync(Job job, JobLease lease, IReadOnlyList<ChunkRow> chunks, double progress, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await lease.GuardAsync(connection, transaction, cancellationToken);
        await InsertAsync(connection, transaction, job, chunks, cancellationToken);
        await AttachmentStore.ProgressAsync(connection, transaction, job, progress, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Reads chunks by their numbers, in no order; those that are gone are missing.</summary>
    public async Task<List<ChunkRow>> ReadAsync(TenantId tenant, string storeId, IReadOnlyCollection<(long Generation, int Ordinal)> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return [];
        }

        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        var parameters = new DynamicParameters(new { tenant = tenant.Value, storeId });
        var wanted = ChunkKeys.Table(database, keys, parameters);
        return (await connection.QueryAsync<ChunkRow>(new CommandDefinition(
            $"select {Columns} from {wanted} cross join chunks c where c.generation = k.generation and c.ordinal = k.ordinal and c.tenant = @tenant and c.store_id = @storeId",
            parameters,
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>A run of a generation's chunks in reading order.</summary>
    public async Task<List<ChunkRow>> ReadRunAsync(TenantId tenant, string storeId, long generation, long firstOrdinal, int count, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return (await connection.QueryAsync<ChunkRow>(new CommandDefinition(
            $"""
            select {Columns} from chunks c
            where c.tenant = @tenant and c.store_id = @storeId and c.generation = @generation and c.ordinal >= @firstOrdinal
            order by c.ordinal limit @count
            """,
            new { tenant = tenant.Value, storeId, generation, firstOrdinal, count },
            cancellationToken: cancellationToken))).AsList();
    }

    /// <summary>Removes a generation.</summary>
    public async Task RemoveAsync(TenantId tenant, long generation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from chunks where tenant = @tenant and generation = @generation", new { tenant = tenant.Value, generation }, cancellationToken: cancellationToken));
    }

    /// <summary>Removes all chunks of a store.</summary>
    public async Task DropAsync(TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from chunks where tenant = @tenant and store_id = @storeId", new { tenant = tenant.Value, storeId }, cancellationToken: cancellationToken));
    }

    private Task InsertAsync(DbConnection connection, DbTransaction transaction, Job job, IReadOnlyList<ChunkRow> chunks, CancellationToken cancellationToken)
    {
        if (!IsPostgres)
        {
            // One prepared statement, run for each row.
            return connection.ExecuteAsync(new CommandDefinition(
                """
                insert into chunks (tenant, store_id, generation, ordinal, text, page, heading, table_header, span_start, span_end)
                values (@TenantId, @StoreId, @Generation, @Ordinal, @Text, @Page, @Heading, @TableHeader, @SpanStart, @SpanEnd)
                """,
                chunks.Select(chunk => new { job.TenantId, job.StoreId, chunk.Generation, chunk.Ordinal, chunk.Text, chunk.Page, chunk.Heading, chunk.TableHeader, chunk.SpanStart, chunk.SpanEnd }),
                transaction,
                cancellationToken: cancellationToken));
        }

        return connection.ExecuteAsync(new CommandDefinition(
            """
            insert into chunks (tenant, store_id, generation, ordinal, text, page, heading, table_header, span_start, span_end)
            select @TenantId, @StoreId, @Id, u.* from unnest(@ordinals, @texts, @pages, @headings, @tableHeaders, @starts, @ends) u
            """,
            new
            {
                job.TenantId,
                job.StoreId,
                job.Id,
                ordinals = chunks.Select(chunk => chunk.Ordinal).ToArray(),
                texts = chunks.Select(chunk => chunk.Text).ToArray(),
                pages = chunks.Select(chunk => chunk.Page).ToArray(),
                headings = chunks.Select(chunk => chunk.Heading).ToArray(),
                tableHeaders = chunks.Select(chunk => chunk.TableHeader).ToArray(),
                starts = chunks.Select(chunk => chunk.SpanStart).ToArray(),
                ends = chunks.Select(chunk => chunk.SpanEnd).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken));
    }
}
