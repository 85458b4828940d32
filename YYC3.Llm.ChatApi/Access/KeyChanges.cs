using System.Collections.Concurrent;
using System.Data.Common;
using System.Threading.Channels;
using YYC3.Llm.ServiceDefaults.Cache;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Makes every instance forget keys that changed: this one at once, the others within a second. A message over the cache tells them to
/// look into the log; as messages get lost, they look twice a second besides.</summary>
internal sealed partial class KeyChanges : BackgroundService
{
    private const string Channel = "chat:keys";

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    // Longer than a transaction takes and clocks differ; what was read before is known by its id.
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    private readonly KeyChangeLog log;
    private readonly ICache cache;
    private readonly KeyDirectory directory;
    private readonly TimeProvider time;
    private readonly ILogger<KeyChanges> logger;
    private readonly Channel<bool> nudges = System.Threading.Channels.Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly IDisposable subscription;
    private readonly ITimer timer;
    private readonly ConcurrentDictionary<string, long> own = new(StringComparer.Ordinal); // Written here and when, not yet met in the log.
    private HashSet<string> read = new(StringComparer.Ordinal);

    public KeyChanges(KeyChangeLog log, ICache cache, KeyDirectory directory, TimeProvider time, ILogger<KeyChanges> logger)
    {
        this.log = log;
        this.cache = cache;
        this.directory = directory;
        this.time = time;
        this.logger = logger;
        subscription = cache.Subscribe(Channel, _ => nudges.Writer.TryWrite(true));
        timer = time.CreateTimer(_ => nudges.Writer.TryWrite(true), null, Poll, Poll);
    }

    /// <summary>Call it after keys were changed and that is committed.</summary>
    /// <param name="tenant">Their project.</param>
    /// <param name="ids">The keys' ids.</param>
    public Task KeysChangedAsync(TenantId tenant, IReadOnlyCollection<string> ids) =>
        ids.Count == 0 ? Task.CompletedTask : TellAsync([.. ids.Select(id => Note(tenant, id))]);

    /// <summary>Call it after a project was changed and that is committed.</summary>
    /// <param name="tenant">The project, all of whose keys are looked up again.</param>
    public Task ProjectChangedAsync(TenantId tenant) => TellAsync([Note(tenant, null)]);

    public override void Dispose()
    {
        timer.Dispose();
        subscription.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var _ in nudges.Reader.ReadAllAsync(stoppingToken))
            {
                await ReadAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopped; nobody asks this instance any more.
        }
    }

    private KeyChange Note(TenantId tenant, string? keyId) => new(Ids.New("change", time), tenant.Value, keyId, time.GetUtcNow().ToMicroseconds());

    // No cancellation: the change is made, so the others must hear of it even when the caller has left.
    private async Task TellAsync(IReadOnlyList<KeyChange> changes)
    {
        Forget(changes);

        // What this instance has looked up since is newer than the change: reading the note back must not forget it again, least of all just before
        // the database goes down.
        foreach (var change in changes)
        {
            own.TryAdd(change.Id, change.At);
        }

        try
        {
            await log.AddAsync(changes, (time.GetUtcNow() - Kept).ToMicroseconds(), CancellationToken.None);
        }
        catch (DbException failure)
        {
            Log.NotTold(logger, failure.Message);
            foreach (var change in changes)
            {
                own.TryRemove(change.Id, out _);
            }
        }

        await cache.PublishAsync(Channel, "", CancellationToken.None);
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var since = (time.GetUtcNow() - Overlap).ToMicroseconds();
            var changes = await log.ReadAsync(since, cancellationToken);
            if (changes.Count > 0 || read.Count > 0)
            {
                Forget([.. changes.Where(change => !read.Contains(change.Id) && !own.TryRemove(change.Id, out _))]);
                read = changes.Select(change => change.Id).ToHashSet(StringComparer.Ordinal);
            }

            foreach (var (id, _) in own.Where(note => note.Value < since))
            {
                own.TryRemove(id, out _); // The database was down while it could be met.
            }
        }
        catch (DbException)
        {
            // While the database is down, keys seen before keep working for a while; that is said elsewhere.
        }
    }

    private void Forget(IReadOnlyList<KeyChange> changes)
    {
        if (changes.Count == 0)
        {
            return;
        }

        var keys = changes.Where(change => change.KeyId is not null).Select(change => change.KeyId!).ToHashSet(StringComparer.Ordinal);
        var projects = changes.Where(change => change.KeyId is null).Select(change => change.Tenant).ToHashSet(StringComparer.Ordinal);
        directory.Forget(principal => keys.Contains(principal.KeyId) || projects.Contains(principal.Tenant.Value));
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Other instances learn of changed keys late: {Reason}")]
        public static partial void NotTold(ILogger logger, string reason);
    }
}
