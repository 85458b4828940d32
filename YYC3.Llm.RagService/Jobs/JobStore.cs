using System.Data.Common;
using Dapper;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>The jobs: rows that are written with the change that asks for them, and deleted with the change that completes them.</summary>
internal sealed class JobStore(IDatabase database, TimeProvider time)
{
    private const string Columns = "id as Id, tenant as TenantId, kind as Kind, store_id as StoreId, file_id as FileId, target as Target, attempts as Attempts";

    /// <summary>Writes a job within a transaction.</summary>
    /// <returns>Its number.</returns>
    public static Task<long> EnqueueAsync(DbConnection connection, DbTransaction transaction, NewJob job, long now, CancellationToken cancellationToken) =>
        connection.ExecuteScalarAsync<long>(new CommandDefinition(
            """
            insert into jobs (tenant, kind, priority, store_id, file_id, target, attempts, owner, lease_until, not_before, created_at)
            values (@tenant, @Kind, @priority, @StoreId, @FileId, @Target, 0, null, 0, @NotBefore, @now) returning id
            """,
            new { tenant = job.Tenant.Value, job.Kind, priority = Priority(job.Kind), job.StoreId, job.FileId, job.Target, job.NotBefore, now },
            transaction,
            cancellationToken: cancellationToken));

    /// <summary>Takes the embedding of a generation back; a worker that has it notices at its next write.</summary>
    /// <returns>Until when a worker may still write for it, in UTC microseconds; 0 when none has it.</returns>
    public static async Task<long> CancelEmbeddingAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long generation, CancellationToken cancellationToken)
    {
        var until = await connection.QueryAsync<long>(new CommandDefinition(
            "delete from jobs where tenant = @tenant and kind = @kind and target = @generation returning case when owner is null then 0 else lease_until end",
            new { tenant = tenant.Value, kind = JobKinds.Embed, generation },
            transaction,
            cancellationToken: cancellationToken));
        return until.DefaultIfEmpty().Max();
    }

    /// <summary>Takes a job back; a worker that has it notices at its next write.</summary>
    /// <returns>Until when a worker may still write for it, in UTC microseconds; 0 when none has it.</returns>
    public static async Task<long> CancelAsync(DbConnection connection, DbTransaction transaction, TenantId tenant, long id, CancellationToken cancellationToken) =>
        await connection.QuerySingleOrDefaultAsync<long?>(new CommandDefinition(
            "delete from jobs where tenant = @tenant and id = @id returning case when owner is null then 0 else lease_until end",
            new { tenant = tenant.Value, id },
            transaction,
            cancellationToken: cancellationToken)) ?? 0;

    /// <summary>Gives the next job to a worker: urgent ones first, then projects in turn, then the oldest.</summary>
    /// <param name="owner">The worker.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Job?> ClaimAsync(string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await database.OpenAsync(cancellationToken);
        // All projects: a worker serves every one. The count keeps one with many files from taking all workers; it is made once, and not for each job that waits.
        return await connection.QuerySingleOrDefaultAsync<Job>(new CommandDefinition(
            $"""
            update jobs set owner = @owner, lease_until = @until, attempts = attempts + 1
            where id = (
                select waiting.id from jobs waiting
                left join (select tenant, count(*) as jobs from jobs where lease_until > @now group by tenant) busy on busy.tenant = waiting.tenant
                where waiting.lease_until <= @now and waiting.not_before <= @now
                order by waiting.priority, coalesce(busy.jobs, 0), waiting.id
                limit 1 {(database is { Backend: "postgres" } ? "for update of waiting skip locked" : "")})
            returning {Columns}
            """,
            new { owner, now = now.ToMicroseconds(), until = (now + lease).ToMicroseconds() },
            cancellationToken: cancellationToken));
    }

    /// <summary>Prolongs a worker's right to a job.</summary>
    /// <returns>Whether it still has it.</returns>
    public async Task<bool> RenewAsync(Job job, string owner, TimeSpan lease, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        return await RenewAsync(connection, null, job, owner, lease, cancellationToken);
    }

    /// <summary>Prolongs a worker's right to a job within a transaction: what the transaction writes is written by the owner alone.</summary>
    public async Task<bool> RenewAsync(DbConnection connection, DbTransaction? transaction, Job job, string owner, TimeSpan lease, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "update jobs set lease_until = @until where tenant = @tenant and id = @Id and owner = @owner",
            new { until = (time.GetUtcNow() + lease).ToMicroseconds(), tenant = job.TenantId, job.Id, owner },
            transaction,
            cancellationToken: cancellationToken)) == 1;

    /// <summary>Takes a finished job off the list within a transaction.</summary>
    /// <returns>Whether the worker had it.</returns>
    public static async Task<bool> CompleteAsync(DbConnection connection, DbTransaction? transaction, Job job, string owner, CancellationToken cancellationToken) =>
        await connection.ExecuteAsync(new CommandDefinition(
            "delete from jobs where tenant = @tenant and id = @Id and owner = @owner",
            new { tenant = job.TenantId, job.Id, owner },
            transaction,
            cancellationToken: cancellationToken)) == 1;

    /// <summary>Takes a finished job off the list.</summary>
    public async Task CompleteAsync(Job job, string owner, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await CompleteAsync(connection, null, job, owner, cancellationToken);
    }

    /// <summary>Puts a job back.</summary>
    /// <param name="job">The job.</param>
    /// <param name="owner">The worker that had it.</param>
    /// <param name="pause">How long it rests.</param>
    /// <param name="countAttempt">Whether this attempt counts: one that a stopping service cut short does not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task ReleaseAsync(Job job, string owner, TimeSpan pause, bool countAttempt, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        await connection.ExecuteAsync(new CommandDefinition(
            "update jobs set owner = null, lease_until = 0, not_before = @next, attempts = attempts - @less where tenant = @tenant and id = @Id and owner = @owner",
            new { next = (time.GetUtcNow() + pause).ToMicroseconds(), less = countAttempt ? 0 : 1, tenant = job.TenantId, job.Id, owner },
            cancellationToken: cancellationToken));
    }

    /// <summary>Ends the leases of a process that is gone. A SQLite file has one RagService: at its start nobody works.</summary>
    public async Task ReleaseOrphansAsync(CancellationToken cancellationToken)
    {
        if (database.Backend != "sqlite")
        {
            return;
        }

        await using var connection = await database.OpenAsync(cancellationToken);
        // All projects: whoever had these jobs was killed.
        await connection.ExecuteAsync(new CommandDefinition("update jobs set owner = null, lease_until = 0 where owner is not null", cancellationToken: cancellationToken));
    }

    /// <summary>Whether a store has another job of the same kind that may begin now.</summary>
    public async Task<bool> AnyOtherAsync(Job job, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(job.Tenant, cancellationToken);
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition(
            "select count(*) from jobs where tenant = @TenantId and store_id = @StoreId and kind = @Kind and id <> @Id and not_before <= @now",
            new { job.TenantId, job.StoreId, job.Kind, job.Id, now = time.GetUtcNow().ToMicroseconds() },
            cancellationToken: cancellationToken)) > 0;
    }

    // What frees space goes first: it is quick. What makes files searchable comes before what makes searches better.
    private static int Priority(string kind) => kind switch
    {
        JobKinds.Embed => 2,
        JobKinds.Ingest or JobKinds.SyncSource => 1,
        _ => 0,
    };

    /// <summary>How many jobs wait or run.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        // All projects: the length of the queue, for the operator.
        return await connection.ExecuteScalarAsync<long>(new CommandDefinition("select count(*) from jobs", cancellationToken: cancellationToken));
    }
}
