using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>
/// The runs. Each belongs to the instance that started it, goes on without the connection that asked for it, can be followed and cancelled
/// through any instance, and ends even when its owner dies: then another instance ends it as failed, with what it had.
/// </summary>
internal sealed partial class RunDirectory(RunStore store, EventLog log, ICache cache, IRunEnd end, RunInstance instance, TimeProvider time, ILogger<RunDirectory> logger) : BackgroundService
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, LiveRun> live = new(StringComparer.Ordinal);
    private readonly Queue<(TenantId Tenant, string Id)> adopted = [];

    /// <summary>Makes a run that is to be started.</summary>
    /// <param name="id">The response.</param>
    /// <param name="caller">Who asked.</param>
    /// <param name="isStored">Whether its events are kept; then its row is there already.</param>
    public LiveRun Open(string id, CallerIdentity caller, bool isStored) => new(id, caller, isStored ? log : null);

    /// <summary>Starts a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="work">The work: emits the events, the last one included. It does not throw.</param>
    public void Start(LiveRun run, Func<Task> work)
    {
        live[run.Id] = run;
        run.Work = Task.Run(async () =>
        {
            try
            {
                await work();
            }
            finally
            {
                live.TryRemove(run.Id, out _);
            }
        });
    }

    /// <summary>The events of a stored run in their order, each once: those that there are, then those that come, up to the last one.</summary>
    /// <param name="tenant">Whose run.</param>
    /// <param name="id">The run.</param>
    /// <param name="after">Events up to this number were seen; -1 for all.</param>
    /// <param name="cancellationToken">Ends following, not the run.</param>
    /// <exception cref="ApiException">404: there is no such run, or its events are no longer kept.</exception>
    public async IAsyncEnumerable<RunEvent> FollowAsync(TenantId tenant, string id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (live.TryGetValue(id, out var run) && run.Caller.Tenant == tenant)
        {
            await foreach (var e in run.FollowAsync(after, cancellationToken))
            {
                yield return e;
            }

            yield break;
        }

        using var more = new SemaphoreSlim(0, 1);
        using var subscription = cache.Subscribe(EventLog.ChannelOf(id), _ => Wake(more));
        while (true)
        {
            var (exists, hasEnded) = await store.FindAsync(tenant, id, cancellationToken);
            if (!exists)
            {
                throw ApiException.NotFound("response", id, "response_id");
            }

            var events = await store.ReadAsync(tenant, id, after, cancellationToken);
            foreach (var e in events)
            {
                after = e.Sequence;
                yield return e;
                if (e.IsLast)
                {
                    yield break;
                }
            }

            if (events.Count == 0)
            {
                if (hasEnded)
                {
                    // Nothing comes after what was seen; or there is nothing any more.
                    if (after >= 0)
                    {
                        yield break;
                    }

                    throw new ApiException(
                        StatusCodes.Status404NotFound, $"The events of '{id}' are gone: they are not kept for as long as the response is. GET it without 'stream' for its text.", ApiException.InvalidRequest, "response_id", "events_not_found");
                }

                await more.WaitAsync(Poll, cancellationToken);
            }
        }
    }

    /// <summary>Cancels a run wherever it is, its call to the provider included, and comes back when it has ended. One that has ended stays as it is.</summary>
    /// <exception cref="ApiException">404: there is no such run.</exception>
    public async Task CancelAsync(TenantId tenant, string id, CancellationToken cancellationToken)
    {
        if (live.TryGetValue(id, out var run) && run.Caller.Tenant == tenant)
        {
            run.Cancel();
            await run.Ended.WaitAsync(cancellationToken);
            return;
        }

        await store.RequestCancelAsync(tenant, id, cancellationToken);
        await cache.PublishAsync(Cancelling, id, cancellationToken);
        while (await store.FindAsync(tenant, id, cancellationToken) is var (exists, hasEnded) && !hasEnded)
        {
            if (!exists)
            {
                throw ApiException.NotFound("response", id, "response_id");
            }

            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    /// <summary>Lets the runs that are under way end as cancelled by the shutdown, so that nobody has to wait for their leases.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        foreach (var run in live.Values)
        {
            run.Cancel(isStopping: true);
        }

        await Task.WhenAll(live.Values.Select(run => run.Work)).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = cache.Subscribe(Cancelling, Cancel);
        using var timer = new PeriodicTimer(Beat, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await BeatAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    private const string Cancelling = "runs:cancel";

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var id in await store.RenewAsync(instance.Id, cancellationToken))
            {
                Cancel(id);
            }

            foreach (var run in await store.TakeAbandonedAsync(instance.Id, cancellationToken))
            {
                Log.Abandoned(logger, run.Id);
                adopted.Enqueue(run);
            }

            // One that could not be ended is tried again at the next beat.
            while (adopted.TryPeek(out var run))
            {
                await end.AbandonedAsync(run.Tenant, run.Id, cancellationToken);
                adopted.Dequeue();
                await cache.PublishAsync(EventLog.ChannelOf(run.Id), "", cancellationToken);
            }
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
        {
            Log.Unreachable(logger, failure.Message);
        }
    }

    private void Cancel(string id)
    {
        if (live.TryGetValue(id, out var run))
        {
            run.Cancel();
        }
    }

    private static void Wake(SemaphoreSlim more)
    {
        try
        {
            if (more.CurrentCount == 0)
            {
                more.Release();
            }
        }
        catch (Exception failure) when (failure is SemaphoreFullException or ObjectDisposedException)
        {
            // It is awake, or gone.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The run {Id} was abandoned by its instance; it ends as failed with what it had")]
        public static partial void Abandoned(ILogger logger, string id);

        [LoggerMessage(EventId = 2, Level = LogLevel.Warning, Message = "Leases of runs cannot be renewed: {Reason}")]
        public static partial void Unreachable(ILogger logger, string reason);
    }
}
