using System.Data.Common;
using System.Runtime.InteropServices;
using Dapper;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Indexing.Embedded.Dense;

/// <summary>The vectors in the database: rounded in runs, and exact one by one.</summary>
internal sealed class DenseStore(IDatabase database)
{
    private bool IsPostgres => database.Backend == "postgres";

    /// <summary>Adds vectors of one generation.</summary>
    public async Task AddAsync(IndexScope scope, string space, long generation, IReadOnlyList<IndexedVector> vectors, CancellationToken cancellationToken)
    {
        var data = DenseSegment.Build(vectors);
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into dense_segments (tenant, store_id, space, generation, documents, bytes, data) values (@tenant, @StoreId, @space, @generation, @documents, @bytes, @data)",
            new { tenant = scope.Tenant.Value, scope.StoreId, space, generation, documents = vectors.Count, bytes = data.Length, data },
            transaction,
            cancellationToken: cancellationToken));
        await InsertAsync(connection, transaction, scope, space, generation, vectors, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The store's version, and its runs in a space, as they are at one moment; null when there is no such store.</summary>
    public async Task<(long Version, List<(long Id, long Generation)> Segments)?> ListAsync(IndexScope scope, string space, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var rows = (await connection.QueryAsync<(long Version, long? Id, long? Generation)>(new CommandDefinition(
            """
            select vs.version, s.id, s.generation
            from vector_stores vs
            left join dense_segments s on s.tenant = vs.tenant and s.store_id = vs.id and s.space = @space
            where vs.tenant = @tenant and vs.id = @StoreId
            order by s.id
            """,
            new { tenant = scope.Tenant.Value, scope.StoreId, space },
            cancellationToken: cancellationToken))).AsList();
        return rows.Count == 0 ? null : (rows[0].Version, [.. rows.Where(row => row.Id is not null).Select(row => (row.Id!.Value, row.Generation!.Value))]);
    }

    /// <summary>The runs of a space from a number on, which are in no other way chosen: one statement reads them all.</summary>
    public async Task<Dictionary<long, DenseSegment>> LoadAsync(IndexScope scope, string space, long firstId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<(long Id, long Generation, byte[] Data)>(new CommandDefinition(
            "select id, generation, data from dense_segments where tenant = @tenant and store_id = @StoreId and space = @space and id >= @firstId",
            new { tenant = scope.Tenant.Value, scope.StoreId, space, firstId },
            cancellationToken: cancellationToken));
        return rows.ToDictionary(row => row.Id, row => new DenseSegment(row.Generation, row.Data));
    }

    /// <summary>Exact vectors, by chunk; those that are gone are missing.</summary>
    public async Task<Dictionary<(long Generation, int Ordinal), float[]>> ReadAsync(IndexScope scope, string space, IReadOnlyList<(long Generation, int Ordinal)> keys, CancellationToken cancellationToken)
    {
        var parameters = new DynamicParameters(new { tenant = scope.Tenant.Value, space });
        var wanted = ChunkKeys.Table(database, keys, parameters);
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var rows = await connection.QueryAsync<(long Generation, long Ordinal, byte[] Vector)>(new CommandDefinition(
            $"select v.generation, v.ordinal, v.vector from {wanted} cross join dense_vectors v where v.generation = k.generation and v.ordinal = k.ordinal and v.space = @space and v.tenant = @tenant",
            parameters,
            cancellationToken: cancellationToken));
        return rows.ToDictionary(row => (row.Generation, (int)row.Ordinal), row => MemoryMarshal.Cast<byte, float>(row.Vector).ToArray());
    }

    /// <summary>How many vectors there are of some generations, in all spaces, in both forms.</summary>
    public async Task<long> CountAsync(IndexScope scope, IReadOnlySet<long> generations, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var count = 0L;
        foreach (var generation in generations)
        {
            count += await connection.ExecuteScalarAsync<long>(new CommandDefinition(
                """
                select (select count(*) from dense_vectors where tenant = @tenant and generation = @generation)
                    + (select coalesce(cast(sum(documents) as bigint), 0) from dense_segments where tenant = @tenant and generation = @generation)
                """,
                new { tenant = scope.Tenant.Value, generation },
                cancellationToken: cancellationToken));
        }

        return count;
    }

    /// <summary>Removes vectors.</summary>
    /// <param name="scope">The store.</param>
    /// <param name="space">The space; null: all.</param>
    /// <param name="generation">The generation; null: all.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RemoveAsync(IndexScope scope, string? space, long? generation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(scope.Tenant, cancellationToken);
        var which = (space is null ? "" : " and space = @space") + (generation is null ? "" : " and generation = @generation");
        foreach (var table in new[] { "dense_segments", "dense_vectors" })
        {
            await connection.ExecuteAsync(new CommandDefinition(
                $"delete from {table} where tenant = @tenant and store_id = @StoreId{which}",
                new { tenant = scope.Tenant.Value, scope.StoreId, space, generation },
                cancellationToken: cancellationToken));
        }
    }

    private Task InsertAsync(
        DbConnection connection, DbTransaction transaction, IndexScope scope, string space, long generation, IReadOnlyList<IndexedVector> vectors, CancellationToken cancellationToken) => IsPostgres
        ? connection.ExecuteAsync(new CommandDefinition(
            """
            insert into dense_vectors (tenant, store_id, space, generation, ordinal, vector)
            select @tenant, @StoreId, @space, @generation, u.* from unnest(@ordinals, @vectors) u
            """,
            new
            {
                tenant = scope.Tenant.Value,
                scope.StoreId,
                space,
                generation,
                ordinals = vectors.Select(one => (long)one.Ordinal).ToArray(),
                vectors = vectors.Select(one => MemoryMarshal.AsBytes(one.Vector.Span).ToArray()).ToArray(),
            },
            transaction,
            cancellationToken: cancellationToken))
        : connection.ExecuteAsync(new CommandDefinition(
            "insert into dense_vectors (tenant, store_id, space, generation, ordinal, vector) values (@tenant, @StoreId, @space, @generation, @Ordinal, @vector)",
            vectors.Select(one => new { tenant = scope.Tenant.Value, scope.StoreId, space, generation, one.Ordinal, vector = MemoryMarshal.AsBytes(one.Vector.Span).ToArray() }),
            transaction,
            cancellationToken: cancellationToken));
}
