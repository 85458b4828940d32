using System.Data.Common;

namespace YYC3.Llm.ChatApi.CleanUp;

/// <summary>Deletes what has expired, again and again. Several instances may do so at once: each row goes once.</summary>
/// <param name="interval">How often.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Takes what could not be deleted yet.</param>
internal abstract partial class PeriodicCleanUp(TimeSpan interval, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <summary>Deletes all that has expired by now.</summary>
    protected abstract Task CleanAsync(CancellationToken cancellationToken);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await CleanAsync(stoppingToken);
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
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "What has expired was not deleted: {Reason}")]
        public static partial void Failed(ILogger logger, string reason);
    }
}
