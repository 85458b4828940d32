using YYC3.Llm.ServiceDefaults.Cache;

namespace YYC3.Llm.RagService.Jobs;

/// <summary>Wakes the workers of every instance when there is work; they poll besides.</summary>
internal sealed partial class JobSignal : IDisposable
{
    private const string Channel = "rag.jobs";

    private readonly ICache cache;
    private readonly ILogger<JobSignal> logger;
    private readonly IDisposable subscription;
    private volatile TaskCompletionSource bell = NewBell();

    public JobSignal(ICache cache, ILogger<JobSignal> logger)
    {
        this.cache = cache;
        this.logger = logger;
        subscription = cache.Subscribe(Channel, _ => RingHere());
    }

    /// <summary>Completes at the next ring. Take it before looking for work, so that no ring is missed.</summary>
    public Task Next => bell.Task;

    /// <summary>Says that there is work.</summary>
    public void Ring()
    {
        RingHere();
        _ = TellOthersAsync();
    }

    public void Dispose() => subscription.Dispose();

    private static TaskCompletionSource NewBell() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void RingHere() => Interlocked.Exchange(ref bell, NewBell()).TrySetResult();

    private async Task TellOthersAsync()
    {
        try
        {
            await cache.PublishAsync(Channel, "", CancellationToken.None);
        }
        catch (Exception failure)
        {
            Log.NotTold(logger, failure); // They poll.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Debug, Message = "Other instances were not told of new work")]
        public static partial void NotTold(ILogger logger, Exception failure);
    }
}
