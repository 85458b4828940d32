using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Collects when keys were used, and writes it down now and then, in one transaction. A note that is lost costs nothing but its precision.</summary>
internal sealed partial class LastUsedWriter(KeyStore store, IOptions<AccessOptions> options, TimeProvider time, ILogger<LastUsedWriter> logger) : BackgroundService
{
    private readonly TimeSpan interval = options.Value.LastUsedInterval;
    private readonly ConcurrentDictionary<string, (TenantId Tenant, string Id, long At)> uses = new();

    /// <summary>Notes a use; nothing but two reads for most calls.</summary>
    public void Mark(KeyEntry entry, Principal principal, DateTimeOffset now)
    {
        if (entry.ClaimUse(now.UtcTicks, interval.Ticks))
        {
            uses[principal.KeyId] = (principal.Tenant, principal.KeyId, now.ToMicroseconds());
        }
    }

    /// <summary>Writes down what was noted.</summary>
    public async Task FlushAsync(CancellationToken cancellationToken)
    {
        var batch = new List<(TenantId Tenant, string Id, long At)>();
        foreach (var id in uses.Keys)
        {
            if (uses.TryRemove(id, out var use))
            {
                batch.Add(use);
            }
        }

        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            await store.MarkUsedAsync(batch, cancellationToken);
        }
        catch (DbException failure)
        {
            Log.NotWritten(logger, batch.Count, failure.Message);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await FlushAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The last notes are written when the service stops.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The last use of {Count} keys was not written down: {Reason}")]
        public static partial void NotWritten(ILogger logger, int count, string reason);
    }
}
