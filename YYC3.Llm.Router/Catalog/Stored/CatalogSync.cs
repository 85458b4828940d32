using System.Data.Common;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.Router.Catalog.Stored;

/// <summary>
/// Takes over what is stored, at start and when it changes: told through the cache, and looked at every second besides, so that all
/// instances go by a change within two seconds. While the database is away the catalog in force stays.
/// </summary>
internal sealed partial class CatalogSync(CatalogStore store, CatalogEntries entries, ICache cache, TimeProvider time, ILogger<CatalogSync> logger) : BackgroundService
{
    private const string Channel = "router:catalog";

    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Report = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim refreshing = new(1);
    private readonly string instance = Ids.New("router", time);
    private (long Epoch, long Revision, int Faults) reported = (-1, -1, -1);
    private long reportedAt;
    private bool isAway;

    /// <summary>This instance's name among the others.</summary>
    public string Instance => instance;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken); // Before the first call: it may be for a stored model.
        await base.StartAsync(cancellationToken);
    }

    /// <summary>A change was made here: takes it over and tells the others.</summary>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        await RefreshAsync(cancellationToken);
        await cache.PublishAsync(Channel, instance, cancellationToken);
    }

    /// <summary>Takes over what is stored now, and says so.</summary>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            if (await entries.RevisionAsync(cancellationToken) != store.Stored.Revision)
            {
                store.Take(await entries.LoadAsync(cancellationToken));
            }

            var now = (store.Current.Epoch, store.Stored.Revision, store.Faults.Count);
            if (now != reported || time.GetElapsedTime(reportedAt) >= Report)
            {
                await entries.ReportAsync(
                    new CatalogInstance { Id = instance, Epoch = now.Epoch, Revision = now.Revision, FileHash = store.FileHash, Faults = now.Count }, cancellationToken);
                reported = now;
                reportedAt = time.GetTimestamp();
            }
        }
        finally
        {
            refreshing.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var told = new SemaphoreSlim(0);
        using var subscription = cache.Subscribe(Channel, _ => told.Release());
        try
        {
            while (true)
            {
                using var wait = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
                await Task.WhenAny(told.WaitAsync(wait.Token), Task.Delay(Poll, time, wait.Token));
                await wait.CancelAsync();
                stoppingToken.ThrowIfCancellationRequested();
                await LookAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await LeaveAsync();
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            await RefreshAsync(cancellationToken);
            isAway = false;
        }
        catch (DbException failure)
        {
            if (!isAway)
            {
                Log.Away(logger, store.Current.Epoch, failure.Message);
            }

            isAway = true;
        }
    }

    private async Task LeaveAsync()
    {
        try
        {
            using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await entries.LeaveAsync(instance, soon.Token);
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException)
        {
            // Its report ends by itself.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Stored catalog entries cannot be read; epoch {Epoch} stays in force: {Reason}")]
        public static partial void Away(ILogger logger, long epoch, string reason);
    }
}
