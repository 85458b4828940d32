using StackExchange.Redis;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>The cache on a server that speaks Redis's protocol: Redis, a Redis cluster, Garnet.</summary>
/// <param name="connection">The connection; it may be down.</param>
internal sealed class RedisCache(IConnectionMultiplexer connection) : ICache
{
    // The expiry is set with the first addition, in one step, so that no counter lives for ever; a counter that has one keeps it.
    private const string AddScript = "local sum = redis.call('INCRBY', KEYS[1], ARGV[1]) if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return sum";

    public bool IsShared => connection.IsConnected;

    public async ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken) =>
        await connection.GetDatabase().StringGetAsync(key).WaitAsync(cancellationToken);

    public async ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken) =>
        await connection.GetDatabase().StringSetAsync(key, value, lifetime).WaitAsync(cancellationToken);

    public async ValueTask RemoveAsync(string key, CancellationToken cancellationToken) =>
        await connection.GetDatabase().KeyDeleteAsync(key).WaitAsync(cancellationToken);

    public async ValueTask<long> AddAsync(string key, long amount, TimeSpan lifetime, CancellationToken cancellationToken) =>
        (long)await connection.GetDatabase().ScriptEvaluateAsync(AddScript, [key], [amount, (long)lifetime.TotalMilliseconds]).WaitAsync(cancellationToken);

    public async ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken) =>
        await connection.GetSubscriber().PublishAsync(RedisChannel.Literal(channel), message).WaitAsync(cancellationToken);

    public IDisposable Subscribe(string channel, Action<string> handler)
    {
        var queue = Listen(RedisChannel.Literal(channel));
        queue.OnMessage(message => handler(message.Message.ToString()));
        return new Subscription(queue);
    }

    private ChannelMessageQueue Listen(RedisChannel channel)
    {
        var subscriber = connection.GetSubscriber();
        try
        {
            if (connection.IsConnected)
            {
                return subscriber.Subscribe(channel);
            }
        }
        catch (Exception failure) when (failure is RedisException or TimeoutException)
        {
            // It went away at this moment.
        }

        // The connection takes note, and subscribes when it is there again.
        return subscriber.Subscribe(channel, CommandFlags.FireAndForget);
    }

    private sealed class Subscription(ChannelMessageQueue queue) : IDisposable
    {
        public void Dispose() => queue.Unsubscribe(CommandFlags.FireAndForget);
    }
}
