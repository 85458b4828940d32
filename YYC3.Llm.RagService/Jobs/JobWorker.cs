using System.Collections.Frozen;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Indexing;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>Does the jobs, a few at a time, until the service stops.</summary>
internal sealed partial class JobWorker(
    JobStore jobs, JobSignal signal, JobQueueGauge gauge, IEnumerable<IJobHandler> handlers, IOptions<JobOptions> options, TimeProvider time, ILogger<JobWorker> logger) : BackgroundService
{
    private static readonly TimeSpan IndexPause = TimeSpan.FromSeconds(2);

    private readonly FrozenDictionary<string, IJobHandler> handlers = handlers.ToFrozenDictionary(handler => handler.Name);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await jobs.ReleaseOrphansAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, options.Value.Workers).Select(_ => Task.Run(() => WorkAsync(stoppingToken), CancellationToken.None)));
    }

    private async Task WorkAsync(CancellationToken stopping)
    {
        var owner = Guid.NewGuid().ToString("N");
        while (!stopping.IsCancellationRequested)
        {
            var next = signal.Next;
            try
            {
                gauge.Set(await jobs.CountAsync(stopping));
                if (await jobs.ClaimAsync(owner, options.Value.Lease, stopping) is { } job)
                {
                    await RunAsync(job, owner, stopping);
                    continue;
                }
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (DbException failure)
            {
                Log.DatabaseAway(logger, failure.Message);
            }

            await Task.WhenAny(next, Task.Delay(options.Value.Poll, time, stopping));
        }
    }

    private async Task RunAsync(Job job, string owner, CancellationToken stopping)
    {
        using var activity = RagTelemetry.Source.StartActivity($"job {job.Kind}");
        activity?.SetTag("rag.job.id", job.Id).SetTag("rag.job.attempt", job.Attempts).SetTag("rag.vector_store.id", job.StoreId).SetTag("rag.file.id", job.FileId);
        var handler = handlers[job.Kind];
        await using var lease = new JobLease(jobs, job, owner, options.Value.Lease, time);
        lease.Start();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(stopping, lease.Lost);
        try
        {
            // With more attempts than it may have it never got as far as to fail: each time the process ended first.
            if (job.Attempts > options.Value.MaxAttempts
                && await AbandonAsync(handler, job, owner, "Reading the file ended the service several times; it was given up.", stopping))
            {
                return;
            }

            await handler.RunAsync(job, lease, both.Token);
            await jobs.CompleteAsync(job, owner, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await jobs.ReleaseAsync(job, owner, TimeSpan.Zero, countAttempt: false, CancellationToken.None);
        }
        catch (OperationCanceledException) when (lease.Lost.IsCancellationRequested)
        {
            Log.Cancelled(logger, job.Kind, job.Id);
        }
        catch (IndexAwayException away)
        {
            // Not the job is to blame: it waits until the index is back, however long that takes.
            Log.Waits(logger, job.Kind, job.Id, away.Message);
            await jobs.ReleaseAsync(job, owner, IndexPause, countAttempt: false, stopping);
        }
        catch (Exception failure)
        {
            activity?.SetStatus(ActivityStatusCode.Error, failure.Message);
            Log.Failed(logger, job.Kind, job.Id, job.Attempts, failure);
            if (job.Attempts < options.Value.MaxAttempts
                || !await AbandonAsync(handler, job, owner, "The server had an error while processing the file.", stopping))
            {
                await jobs.ReleaseAsync(job, owner, TimeSpan.FromSeconds(1 << (int)Math.Min(job.Attempts, 6)), countAttempt: true, stopping);
            }
        }
    }

    private async Task<bool> AbandonAsync(IJobHandler handler, Job job, string owner, string reason, CancellationToken stopping)
    {
        if (!await handler.AbandonAsync(job, reason, stopping))
        {
            return false;
        }

        Log.Abandoned(logger, job.Kind, job.Id);
        await jobs.CompleteAsync(job, owner, stopping);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Job {Kind} {Id} failed at attempt {Attempt}")]
        public static partial void Failed(ILogger logger, string kind, long id, long attempt, Exception failure);

        [LoggerMessage(EventId = 2, Level = LogLevel.Error, Message = "Job {Kind} {Id} is given up")]
        public static partial void Abandoned(ILogger logger, string kind, long id);

        [LoggerMessage(EventId = 3, Level = LogLevel.Information, Message = "Job {Kind} {Id} was cancelled")]
        public static partial void Cancelled(ILogger logger, string kind, long id);

        [LoggerMessage(EventId = 5, Level = LogLevel.Warning, Message = "Job {Kind} {Id} waits for the index: {Reason}")]
        public static partial void Waits(ILogger logger, string kind, long id, string reason);

        [LoggerMessage(EventId = 4, Level = LogLevel.Warning, Message = "The jobs cannot be read: {Reason}")]
        public static partial void DatabaseAway(ILogger logger, string reason);
    }
}
