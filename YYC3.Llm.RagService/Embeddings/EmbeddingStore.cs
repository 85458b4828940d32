using System.Data.Common;
using Dapper;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>
/// Which generations are embedded in which space, and which space searches of a store use. A store moves to another space in one step, when all that
/// searches see is embedded in it.
/// </summary>
internal sealed class EmbeddingStore(IDatabase database, TimeProvider time)
{
    private const int MostAtOnce = 500;

    /// <summary>Asks for a generation to be embedded, within the transaction that makes it visible.</summary>
    public static Task EnqueueAsync(DbConnection connection, DbTransaction transaction, Job ingest, long now, CancellationToken cancellationToken) =>
        JobStore.EnqueueAsync(connection, transaction, new NewJob(ingest.Tenant, JobKinds.Embed, ingest.StoreId, ingest.FileId, ingest.Id), now, cancellationToken);

    /// <summary>Whether searches see a generation and it is not embedded in a space yet.</summary>
    public async Task<bool> NeedsAsync(TenantId tenant, string storeId, string fileId, long generation, string space, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            select count(*) from vector_store_files f
            where f.tenant = @tenant and f.store_id = @storeId and f.file_id = @fileId and f.generation = @generation
                and not exists (select 1 from embedded_generations e where e.tenant = f.tenant and e.generation = f.generation and e.space = @space)
            """,
            new { tenant = tenant.Value, storeId, fileId, generation, space },
            cancellationToken: cancellationToken)) > 0;
    }

    /// <summary>Notes that a generation is embedded, and moves the store to the space when that was the last one.</summary>
    /// <param name="job">The job that embedded it; its target is the generation.</param>
    /// <param name="lease">The right to write it.</param>
    /// <param name="space">The space.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task CompleteAsync(Job job, JobLease lease, string space, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var parameters = new { tenant = job.TenantId, store = job.StoreId, job.FileId, job.Target, space };
        await connection.ExecuteAsync(new CommandDefinition(
            "update vector_stores set version = version + 1 where tenant = @tenant and id = @store", parameters, transaction, cancellationToken: cancellationToken));
        await lease.CompleteAsync(connection, transaction, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            """
            insert into embedded_generations (tenant, store_id, space, generation)
            select tenant, store_id, @space, generation from vector_store_files
            where tenant = @tenant and store_id = @store and file_id = @FileId and generation = @Target
            on conflict (generation, space) do nothing
            """,
            parameters,
            transaction,
            cancellationToken: cancellationToken));
        await MoveAsync(connection, transaction, job.Tenant, job.StoreId, space, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Looks, in every project, for what is not embedded in the space that is set, and asks for it; and for what is embedded in spaces that nobody uses any more.</summary>
    /// <param name="space">The space that is set.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether there is work.</returns>
    public async Task<bool> CatchUpAsync(string space, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        // All projects: the setting is the installation's.
        var missing = (await connection.QueryAsync<(string Tenant, string StoreId, string FileId, long Generation)>(new CommandDefinition(
            $"""
            select f.tenant, f.store_id, f.file_id, f.generation from vector_store_files f
            where f.generation <> 0
                and not exists (select 1 from embedded_generations e where e.tenant = f.tenant and e.generation = f.generation and e.space = @space)
                and not exists (select 1 from jobs j where j.tenant = f.tenant and j.kind = '{JobKinds.Embed}' and j.target = f.generation)
            limit {MostAtOnce}
            """,
            new { space },
            cancellationToken: cancellationToken))).AsList();
        var behind = (await connection.QueryAsync<(string Tenant, string StoreId)>(new CommandDefinition(
            $"""
            select vs.tenant, vs.id from vector_stores vs
            where coalesce(vs.space, '') <> @space
                and not exists (
                    select 1 from vector_store_files f where f.tenant = vs.tenant and f.store_id = vs.id and f.generation <> 0
                        and not exists (select 1 from embedded_generations e where e.tenant = f.tenant and e.generation = f.generation and e.space = @space))
            order by vs.id limit {MostAtOnce}
            """,
            new { space },
            cancellationToken: cancellationToken))).AsList();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        foreach (var (tenant, storeId, fileId, generation) in missing)
        {
            await JobStore.EnqueueAsync(connection, transaction, new NewJob(new TenantId(tenant), JobKinds.Embed, storeId, fileId, generation), Now, cancellationToken);
        }

        foreach (var (tenant, storeId) in behind)
        {
            await MoveAsync(connection, transaction, new TenantId(tenant), storeId, space, cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return missing.Count > 0 || behind.Count > 0;
    }

    /// <summary>Forgets that a store's generations are embedded in a space.</summary>
    public async Task ForgetAsync(TenantId tenant, string storeId, string space, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from embedded_generations where tenant = @tenant and store_id = @storeId and space = @space", new { tenant = tenant.Value, storeId, space }, cancellationToken: cancellationToken));
    }

    /// <summary>Forgets a generation in all spaces.</summary>
    public async Task ForgetAsync(TenantId tenant, long generation, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from embedded_generations where tenant = @tenant and generation = @generation", new { tenant = tenant.Value, generation }, cancellationToken: cancellationToken));
    }

    /// <summary>Forgets a store.</summary>
    public async Task DropAsync(TenantId tenant, string storeId, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from embedded_generations where tenant = @tenant and store_id = @storeId", new { tenant = tenant.Value, storeId }, cancellationToken: cancellationToken));
    }

    private long Now => time.GetUtcNow().ToMicroseconds();

    private async Task MoveAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, string storeId, string space, CancellationToken cancellationToken)
    {
        var parameters = new { tenant = tenant.Value, store = storeId, space };
        if (await connection.ExecuteAsync(new CommandDefinition(
            """
            update vector_stores set space = @space, version = version + 1
            where tenant = @tenant and id = @store and coalesce(space, '') <> @space
                and not exists (
                    select 1 from vector_store_files f where f.tenant = @tenant and f.store_id = @store and f.generation <> 0
                        and not exists (select 1 from embedded_generations e where e.tenant = @tenant and e.generation = f.generation and e.space = @space))
            """,
            parameters,
            transaction,
            cancellationToken: cancellationToken)) == 0)
        {
            return;
        }

        var others = await connection.QueryAsync<string>(new CommandDefinition(
            "select distinct space from embedded_generations where tenant = @tenant and store_id = @store and space <> @space", parameters, transaction, cancellationToken: cancellationToken));
        foreach (var other in others.AsList())
        {
            // A job's file names the space: there is none here.
            await JobStore.EnqueueAsync(connection, transaction, new NewJob(tenant, JobKinds.DropSpace, storeId, other), Now, cancellationToken);
        }
    }
}
