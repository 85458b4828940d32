using System.Collections.Concurrent;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The keys seen lately. When one generation is full it becomes the old one, and the old one's keys that were not used since are forgotten:
/// bounded, close to least-recently-used, and a hit takes no lock.</summary>
/// <param name="capacity">Keys of one generation; at most twice as many are held.</param>
internal sealed class KeyCache(int capacity)
{
    private readonly Lock gate = new();
    private ConcurrentDictionary<KeyHash, KeyEntry> young = new();
    private ConcurrentDictionary<KeyHash, KeyEntry> old = new();
    private int count;
    private long version;

    /// <summary>Counts what was taken out. Who reads it before a look-up can tell whether the answer may be out of date.</summary>
    public long Version => Volatile.Read(ref version);

    public KeyEntry? Find(KeyHash hash)
    {
        if (Volatile.Read(ref young).TryGetValue(hash, out var entry))
        {
            return entry;
        }

        if (!Volatile.Read(ref old).ContainsKey(hash))
        {
            return null;
        }

        lock (gate)
        {
            // Under the lock, so that a key taken out meanwhile does not come back.
            if (old.TryRemove(hash, out entry))
            {
                Put(hash, entry);
            }

            return entry ?? young.GetValueOrDefault(hash);
        }
    }

    /// <summary>Keeps an answer, unless something was taken out since <paramref name="asOf"/>: the answer may be older than that.</summary>
    public void Keep(KeyHash hash, KeyEntry entry, long asOf)
    {
        lock (gate)
        {
            if (version == asOf)
            {
                Put(hash, entry);
            }
        }
    }

    /// <summary>Takes out what a change has made wrong.</summary>
    public void Remove(Func<Principal, bool> changed)
    {
        lock (gate)
        {
            Volatile.Write(ref version, version + 1);
            foreach (var generation in (ReadOnlySpan<ConcurrentDictionary<KeyHash, KeyEntry>>)[young, old])
            {
                foreach (var (hash, entry) in generation)
                {
                    if (entry.Principal is { } principal && changed(principal))
                    {
                        generation.TryRemove(hash, out _);
                    }
                }
            }

            count = young.Count;
        }
    }

    private void Put(KeyHash hash, KeyEntry entry)
    {
        if (young.TryAdd(hash, entry))
        {
            count++;
        }
        else
        {
            young[hash] = entry;
        }

        if (count > capacity)
        {
            Volatile.Write(ref old, young);
            Volatile.Write(ref young, new ConcurrentDictionary<KeyHash, KeyEntry>());
            count = 0;
        }
    }
}
