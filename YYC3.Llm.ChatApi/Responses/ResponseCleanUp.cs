using System.Data.Common;
using Microsoft.Extensions.Options;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;

namespace YYC3.Llm.ChatApi.Responses;

/// <summary>Deletes responses and events whose time is over, a few at a time. Several instances may do so at once: each row goes once.</summary>
internal sealed partial class ResponseCleanUp(
    ResponseStore store, RunStore runs, IOptions<ResponseOptions> options, TimeProvider time, ILogger<ResponseCleanUp> logger) : BackgroundService
{
    private const int Batch = 200;

    /// <summary>Deletes all whose time is over by now.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (await store.SweepAsync(Batch, cancellationToken) == Batch)
        {
        }

        while (await runs.SweepAsync(Batch, cancellationToken) == Batch)
        {
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.CleanUpInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await RunAsync(stoppingToken);
                }
                catch (DbException failure)
                {
                    Log.Failed(logger, failure.Message); // The next turn tries again.
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left goes after the next start.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Expired responses were not deleted: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
