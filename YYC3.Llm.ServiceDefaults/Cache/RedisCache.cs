using StackExchange.Redis;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>The cache on a server that speaks Redis's protocol: Redis, a Redis cluster, Garnet.</summary>
/// <param name="connection">The connection; it may be down.</param>
internal sealed class RedisCache(IConnectionMultiplexer connection) : ICache
{
    // The expiry is set with the first addition, in one step, so that no counter lives for ever.
    private const string AddScript = "local sum = redis.call('INCRBY', KEYS[1], ARGV[1]) if sum == tonumber(ARGV[1]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return sum";

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
        var queue = connection.GetSubscriber().Subscribe(RedisChannel.Literal(channel));
        queue.OnMessage(message => handler(message.Message.ToString()));
        return new Subscription(queue);
    }

    private sealed class Subscription(ChannelMessageQueue queue) : IDisposable
    {
        public void Dispose() => queue.Unsubscribe(CommandFlags.FireAndForget);
    }
}
