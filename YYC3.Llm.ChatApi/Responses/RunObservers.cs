using System.Threading.Channels;
using YYC3.Llm.ChatApi.Responses.Running;

namespace YYC3.Llm.ChatApi.Responses;

/// <summary>Tells those who learn from runs, one run after the other, off everybody's path.</summary>
internal sealed partial class RunObservers(IEnumerable<IRunObserver> observers, ILogger<RunObservers> logger) : BackgroundService
{
    private const int MostWaiting = 1000;

    // When learning cannot keep up, the oldest runs are not learnt from; the answers do not wait for it.
    private readonly Channel<FinishedRun> waiting = Channel.CreateBounded<FinishedRun>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    /// <summary>Leaves a run that has ended; never waits. Of one that is not stored, or is temporary, nobody is told.</summary>
    public void Tell(ResponseState state, DateTimeOffset now)
    {
        if (state.Request.Store && !state.IsTemporary)
        {
            Tell(new FinishedRun(
                state.Run.Caller, state.Id, state.Request.Conversation, state.Request.Model, state.Request.Input, [.. state.Output], state.Usage.ToJson(), state.CreatedAt, now - state.CreatedAt));
        }
    }

    /// <summary>Leaves a run that has ended; never waits.</summary>
    public void Tell(FinishedRun run) => waiting.Writer.TryWrite(run);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (var run in waiting.Reader.ReadAllAsync(stoppingToken))
            {
                foreach (var observer in observers)
                {
                    try
                    {
                        await observer.EndedAsync(run, stoppingToken);
                    }
                    catch (Exception failure) when (failure is not OperationCanceledException || !stoppingToken.IsCancellationRequested)
                    {
                        Log.Failed(logger, observer.GetType().Name, run.Id, failure.Message);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What is left is not learnt from.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "{Observer} could not take note of {Run}: {Reason}")]
        public static partial void Failed(ILogger logger, string observer, string run, string reason);
    }
}
