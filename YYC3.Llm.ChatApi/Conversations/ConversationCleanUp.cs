using System.Data.Common;
using Microsoft.Extensions.Options;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Deletes conversations that have expired, a few at a time. Several instances may do so at once: each row goes once.</summary>
internal sealed partial class ConversationCleanUp(
    ConversationStore store, IOptions<ConversationOptions> options, TimeProvider time, ILogger<ConversationCleanUp> logger) : BackgroundService
{
    private const int Batch = 50;

    /// <summary>Deletes all that have expired by now.</summary>
    /// <returns>How many.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var (total, deleted) = (0, 0);
        do
        {
            deleted = await store.DeleteExpiredAsync(Batch, cancellationToken);
            total += deleted;
        }
        while (deleted == Batch);
        return total;
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
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Expired conversations were not deleted: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
