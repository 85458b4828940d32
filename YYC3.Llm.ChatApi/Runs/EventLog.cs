using System.Data.Common;
using System.Threading.Channels;
using YYC3.Llm.ServiceDefaults.Cache;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>
/// Stores events of all runs of this instance, and only then shows them: what a subscriber has seen survives the instance. One task writes
/// what has gathered, in one transaction; under load the batches grow and their number does not. While the database is down, events are
/// shown without being stored, so that streams go on, and are stored when it is back.
/// </summary>
internal sealed partial class EventLog(RunStore store, ICache cache, TimeProvider time, ILogger<EventLog> logger) : BackgroundService
{
    private const int LargestBatch = 4096;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly Channel<(LiveRun Run, RunEvent Event)> waiting = Channel.CreateUnbounded<(LiveRun, RunEvent)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly List<(LiveRun Run, RunEvent Event)> unsaved = [];
    private bool isDown;

    /// <summary>Channel on which other instances hear that a run has more events.</summary>
    public static string ChannelOf(string id) => $"run:{{{id}}}:more";

    /// <summary>Leaves an event; never waits.</summary>
    public void Add(LiveRun run, RunEvent e) => waiting.Writer.TryWrite((run, e));

    /// <summary>Stores what is left, after the runs have ended.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        waiting.Writer.TryComplete();
        await base.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var more = waiting.Reader.WaitToReadAsync(CancellationToken.None).AsTask();
        while (true)
        {
            if (isDown && !more.IsCompleted)
            {
                await Task.WhenAny(more, Task.Delay(Pause, time, CancellationToken.None));
            }
            else if (!await more)
            {
                return;
            }

            var batch = new List<(LiveRun Run, RunEvent Event)>();
            while (batch.Count < LargestBatch && waiting.Reader.TryRead(out var entry))
            {
                batch.Add(entry);
            }

            more = more.IsCompleted ? waiting.Reader.WaitToReadAsync(CancellationToken.None).AsTask() : more;
            await StoreAsync(batch);
            foreach (var group in batch.GroupBy(entry => entry.Run))
            {
                group.Key.Show([.. group.Select(entry => entry.Event)]);
                await cache.PublishAsync(ChannelOf(group.Key.Id), "", CancellationToken.None);
            }
        }
    }

    private async Task StoreAsync(List<(LiveRun Run, RunEvent Event)> batch)
    {
        unsaved.AddRange(batch);
        try
        {
            await store.AppendAsync(unsaved.Select(entry => (entry.Run.Caller.Tenant, entry.Run.Id, entry.Event)), CancellationToken.None);
            foreach (var (run, e) in unsaved)
            {
                if (e.IsLast)
                {
                    run.Settle();
                }
            }

            unsaved.Clear();
            isDown = false;
        }
        catch (Exception failure) when (failure is DbException or TimeoutException or IOException)
        {
            if (!isDown)
            {
                Log.Down(logger, failure.Message);
            }

            isDown = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Events of runs cannot be stored; streams go on, but could not be resumed elsewhere: {Reason}")]
        public static partial void Down(ILogger logger, string reason);
    }
}
