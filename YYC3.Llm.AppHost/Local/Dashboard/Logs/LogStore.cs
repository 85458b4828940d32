namespace YYC3.Llm.AppHost.Local.Dashboard.Logs;

/// <summary>The newest log entries, within <paramref name="mostEntries"/> and an estimated <paramref name="mostBytes"/> of memory.</summary>
internal sealed class LogStore(int mostEntries = 10_000, long mostBytes = 24L << 20)
{
    private readonly Lock gate = new();
    private readonly Queue<LogEntry> entries = new();
    private long bytes;
    private long sequence;

    /// <summary>How many entries are held.</summary>
    public int Count
    {
        get
        {
            lock (gate)
            {
                return entries.Count;
            }
        }
    }

    /// <summary>Takes an export in.</summary>
    public void Add(IReadOnlyList<LogEntry> added)
    {
        lock (gate)
        {
            foreach (var entry in added)
            {
                entries.Enqueue(entry with { Sequence = ++sequence });
                bytes += entry.Size;
            }

            while ((entries.Count > mostEntries || bytes > mostBytes) && entries.TryDequeue(out var oldest))
            {
                bytes -= oldest.Size;
            }
        }
    }

    /// <summary>The newest <paramref name="limit"/> entries that the filter takes.</summary>
    public LogPage Find(LogFilter filter, int limit)
    {
        LogEntry[] held;
        lock (gate)
        {
            held = [.. entries]; // Text search is not done under the lock that exporters wait for.
        }

        List<LogEntry> taken = [.. held.Where(filter.Takes)];
        var newest = taken.Count > limit ? taken[^limit..] : taken;
        return new(taken.Count, newest, [.. held.Select(entry => entry.Source.Resource).Distinct().Order(StringComparer.Ordinal)]);
    }
}
