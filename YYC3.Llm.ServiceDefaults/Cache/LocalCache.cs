using System.Collections.Concurrent;

namespace YYC3.Llm.ServiceDefaults.Cache;

/// <summary>The cache of one process alone: what serves when there is no other, or while the other is down.</summary>
/// <param name="time">Ends values.</param>
/// <param name="capacity">Values kept at most; the ones that end first go first.</param>
internal sealed class LocalCache(TimeProvider time, int capacity = 10_000) : ICache
{
    private readonly Dictionary<string, Entry> entries = [];
    private readonly PriorityQueue<(string Key, long End), long> ends = new();
    private readonly Lock gate = new();
    private readonly ConcurrentDictionary<string, Subscribers> channels = new();

    public bool IsShared => false;

    public ValueTask<byte[]?> GetAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return ValueTask.FromResult(entries.TryGetValue(key, out var entry) && entry.End > Now() ? entry.Value : null);
        }
    }

    public ValueTask SetAsync(string key, byte[] value, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            Put(key, new Entry(value, 0, Now() + lifetime.Ticks));
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask RemoveAsync(string key, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            entries.Remove(key);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<long> AddAsync(string key, long amount, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var now = Now();
            var entry = entries.TryGetValue(key, out var known) && known.End > now ? known : new Entry(null, 0, now + lifetime.Ticks);
            Put(key, entry with { Count = entry.Count + amount });
            return ValueTask.FromResult(entry.Count + amount);
        }
    }

    public ValueTask PublishAsync(string channel, string message, CancellationToken cancellationToken)
    {
        if (channels.TryGetValue(channel, out var subscribers))
        {
            subscribers.Tell(message);
        }

        return ValueTask.CompletedTask;
    }

    public IDisposable Subscribe(string channel, Action<string> handler) => channels.GetOrAdd(channel, _ => new Subscribers()).Add(handler);

    private long Now() => time.GetUtcNow().UtcTicks;

    private void Put(string key, Entry entry)
    {
        entries[key] = entry;
        ends.Enqueue((key, entry.End), entry.End);
        var now = Now();
        while (ends.TryPeek(out var first, out _) && (first.End <= now || entries.Count > capacity || ends.Count > 4 * capacity))
        {
            ends.Dequeue();
            if (entries.TryGetValue(first.Key, out var current) && current.End == first.End && !(current.End == entry.End && first.Key == key))
            {
                entries.Remove(first.Key);
            }
        }
    }

    private readonly record struct Entry(byte[]? Value, long Count, long End);
}
