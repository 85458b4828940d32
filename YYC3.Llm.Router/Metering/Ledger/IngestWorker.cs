using System.Data.Common;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>
/// Brings what the outboxes hold into the database, off the calls' path, as often as it takes: each record's id is taken once. A segment is deleted
/// when all of it is in. Outboxes that other instances left behind are adopted.
/// </summary>
internal sealed class IngestWorker(Outbox outbox, LedgerStore store, LedgerMetrics metrics, TimeProvider time) : BackgroundService
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(5);

    private long reading = 1;
    private long offset;
    private long ingested;
    private long beaten;
    private bool down;

    /// <summary>Records of this instance that the database has taken.</summary>
    public long Ingested => Volatile.Read(ref ingested);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await outbox.CompleteAsync();
        if (await TryAsync(() => DrainAsync(cancellationToken)) && await TryAsync(() => store.CloseAsync(outbox.Folder, CancellationToken.None)))
        {
            outbox.Folder.Delete();
        }
        else
        {
            outbox.Dispose(); // Whoever starts next on this data directory adopts it.
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        beaten = time.GetTimestamp();
        var more = outbox.More.WaitAsync(stoppingToken);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (time.GetElapsedTime(beaten) >= Beat)
                {
                    outbox.Folder.Beat(time);
                    beaten = time.GetTimestamp();
                }

                await TryAsync(async () =>
                {
                    await DrainAsync(stoppingToken);
                    await AdoptAsync(stoppingToken);
                });
                await Task.WhenAny(more, Task.Delay(Idle, time, stoppingToken));
                more = more.IsCompleted ? outbox.More.WaitAsync(stoppingToken) : more;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<bool> TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            down = false;
            return true;
        }
        catch (Exception e) when (e is DbException or IOException or UnauthorizedAccessException or TimeoutException)
        {
            if (!down)
            {
                down = true;
                metrics.DatabaseDown(e.Message);
            }

            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        while (outbox.Durable is var (segment, bytes) && reading <= segment)
        {
            var path = outbox.Folder.Segment(reading);
            var limit = reading == segment ? bytes : long.MaxValue;
            var (batch, next) = outbox.Fresh((reading, offset)) ?? await SegmentReader.ReadAsync(path, offset, limit, BatchSize, metrics, cancellationToken);
            if (next > offset)
            {
                Interlocked.Add(ref ingested, await IngestAsync(batch, cancellationToken));
                offset = next;
            }
            else if (reading < segment)
            {
                outbox.Freed(new FileInfo(path).Length);
                File.Delete(path);
                reading++;
                offset = 0;
            }
            else
            {
                return;
            }
        }
    }

    private async Task AdoptAsync(CancellationToken cancellationToken)
    {
        foreach (var path in OutboxFolder.All(outbox.Root))
        {
            if (Path.GetFileName(path) != outbox.Instance && OutboxFolder.TryAdopt(path, time) is { } folder)
            {
                try
                {
                    await EmptyAsync(folder, cancellationToken);
                }
                finally
                {
                    folder.Dispose();
                }
            }
        }
    }

    private async Task EmptyAsync(OutboxFolder folder, CancellationToken cancellationToken)
    {
        foreach (var segment in folder.Segments)
        {
            var from = 0L;
            while (true)
            {
                var (batch, next) = await SegmentReader.ReadAsync(segment, from, long.MaxValue, BatchSize, metrics, cancellationToken);
                if (next == from)
                {
                    break;
                }

                await IngestAsync(batch, cancellationToken);
                from = next;
            }

            File.Delete(segment);
        }

        var (lost, inFlight) = await store.CloseAsync(folder, cancellationToken);
        if (lost > 0 || inFlight > 0)
        {
            metrics.Lost(folder.Instance, lost, inFlight);
        }

        folder.Delete();
    }

    private async Task<int> IngestAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        var count = await store.IngestAsync(batch, cancellationToken);
        metrics.Ingested(count);
        return count;
    }
}
