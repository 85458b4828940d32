using System.Data.Common;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>A worker's right to a job, kept alive while it works, and lost when the job is cancelled or another worker has it.</summary>
internal sealed class JobLease(JobStore jobs, Job job, string owner, TimeSpan length, TimeProvider time) : IAsyncDisposable
{
    private readonly CancellationTokenSource lost = new();
    private readonly CancellationTokenSource done = new();
    private Task? heartbeat;

    /// <summary>Cancelled when the right is lost.</summary>
    public CancellationToken Lost => lost.Token;

    /// <summary>Starts the heartbeat.</summary>
    public void Start() => heartbeat = BeatAsync();

    /// <summary>Makes a transaction the owner's: it fails when the right is lost.</summary>
    /// <exception cref="OperationCanceledException">The job is cancelled, or somebody else's.</exception>
    public async Task GuardAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await jobs.RenewAsync(connection, transaction, job, owner, length, cancellationToken))
        {
            await LoseAsync();
        }
    }

    /// <summary>Takes the job off the list in a transaction that completes it.</summary>
    /// <exception cref="OperationCanceledException">The job is cancelled, or somebody else's.</exception>
    public async Task CompleteAsync(DbConnection connection, DbTransaction transaction, CancellationToken cancellationToken)
    {
        if (!await JobStore.CompleteAsync(connection, transaction, job, owner, cancellationToken))
        {
            await LoseAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await done.CancelAsync();
        if (heartbeat is not null)
        {
            await heartbeat;
        }

        done.Dispose();
        lost.Dispose();
    }

    private async Task LoseAsync()
    {
        await lost.CancelAsync();
        lost.Token.ThrowIfCancellationRequested();
    }

    private async Task BeatAsync()
    {
        var renewed = time.GetTimestamp();
        while (true)
        {
            try
            {
                await Task.Delay(length / 3, time, done.Token);
                if (!await jobs.RenewAsync(job, owner, length, done.Token))
                {
                    await lost.CancelAsync();
                    return;
                }

                renewed = time.GetTimestamp();
            }
            catch (OperationCanceledException)
            {
                return;
            }
            catch (DbException) when (time.GetElapsedTime(renewed) < length)
            {
                // The database is away for a moment; the right holds until the lease ends.
            }
            catch (DbException)
            {
                await lost.CancelAsync();
                return;
            }
        }
    }
}
