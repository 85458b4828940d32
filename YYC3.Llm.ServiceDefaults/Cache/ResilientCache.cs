using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>The shared cache while it answers in time, else this process's own. A slow cache must not slow down calls:
/// after a failure it is left alone for a while.</summary>
/// <param name="shared">The shared cache.</param>
/// <param name="local">What serves meanwhile.</param>
/// <param name="time">Measures the pauses.</param>
/// <param name="logger">Told when the mode changes.</param>
internal sealed partial class ResilientCache(ICache shared, LocalCache local, TimeProvider time, ILogger<ResilientCache> logger) : ICache
{
    /// <summary>Longest wait for one operation.</summary>
    internal static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(20);

    /// <summary>How long the shared cache is left alone after a failure.</summary>
    internal static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SharedMode mode = new();

    public bool IsShared => !mode.IsPaused(time) && shared.IsShared;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        TryAsync(cache => cache.GetAsync(key, cancellationToken), cancellationToken);

    public async ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await TryAsync(async cache => { await cache.SetAsync(key, value, lifetime, cancellationToken); return true; }, cancellationToken);

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await local.RemoveAsync(key, cancellationToken); // It may have been written there in a pause.
        await TryAsync(async cache => { await cache.RemoveAsync(key, cancellationToken); return true; }, cancellationToken);
    }

    public ValueTask<long> AddAsync(string key, long amount, TimeSpan lifetime, CancellationToken cancellationToken) =>
        TryAsync(cache => cache.AddAsync(key, amount, lifetime, cancellationToken), cancellationToken);

    public async ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken) =>
        await TryAsync(async cache => { await cache.PublishAsync(channel, message, cancellationToken); return true; }, cancellationToken);

    public IDisposable Subscribe(string channel, Action<string> handler)
    {
        // Both: a message published in a pause still reaches this process.
        var here = local.Subscribe(channel, handler);
        try
        {
            return new Both(here, shared.Subscribe(channel, handler));
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            Failed(failure.Message);
            return here;
        }
    }

    private async ValueTask<T> TryAsync<T>(Func<ICache, ValueTask<T>> operation, CancellationToken cancellationToken)
    {
        if (!mode.IsPaused(time) && shared.IsShared)
        {
            try
            {
                var result = await operation(shared).AsTask().WaitAsync(Budget, time, cancellationToken);
                if (mode.Resume())
                {
                    Log.Back(logger);
                }

                return result;
            }
            catch (Exception failure) when (failure is RedisException or TimeoutException or ObjectDisposedException)
            {
                Failed(failure.Message);
            }
        }

        return await operation(local);
    }

    private void Failed(string reason)
    {
        if (mode.PauseUntil(time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency)))
        {
            Log.Down(logger, reason);
        }
    }

    private sealed class SharedMode
    {
        private long until;
        private int down;

        public bool IsPaused(TimeProvider time) => Volatile.Read(ref until) is > 0 and var end && time.GetTimestamp() < end;

        public bool PauseUntil(long end)
        {
            Volatile.Write(ref until, end);
            return Interlocked.Exchange(ref down, 1) == 0;
        }

        public bool Resume() => Volatile.Read(ref down) == 1 && Interlocked.Exchange(ref down, 0) == 1;
    }

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "The cache does not answer ({Reason}); this instance goes on alone")]
        public static partial void Down(ILogger logger, string reason);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "The cache answers again")]
        public static partial void Back(ILogger logger);
    }
}
