using System.Data.Common;
using YYC3.Llm.RagService.Files;
using YYC3.Llm.RagService.Jobs;
using YYC3.Llm.RagService.Uploads;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>Ends what has a time limit: files and stores that expire, uploads that nobody finished.</summary>
internal sealed partial class Sweeper(FileStore files, UploadStore uploads, VectorStoreStore stores, JobSignal jobs, TimeProvider time, ILogger<Sweeper> logger) : BackgroundService
{
    /// <summary>How often it looks.</summary>
    internal static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    // Longer than any upload takes.
    private static readonly TimeSpan Abandoned = TimeSpan.FromDays(1);

    /// <summary>Looks once.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var found = 0;
        foreach (var (tenant, id) in await files.OverdueAsync(time.GetUtcNow() - Abandoned, cancellationToken))
        {
            found++;
            await files.DeleteAsync(new TenantId(tenant), id, cancellationToken);
        }

        foreach (var (tenant, id) in await uploads.OverdueAsync(cancellationToken))
        {
            await uploads.EndAsync(new TenantId(tenant), id, UploadRecord.Expired, null, cancellationToken);
        }

        foreach (var (tenant, id) in await stores.ExpiredAsync(cancellationToken))
        {
            found++;
            await stores.ExpireAsync(new TenantId(tenant), id, cancellationToken);
        }

        if (found > 0)
        {
            jobs.Ring();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (DbException failure)
            {
                Log.Later(logger, failure.Message);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Expired files and stores are removed later: {Reason}")]
        public static partial void Later(ILogger logger, string reason);
    }
}
