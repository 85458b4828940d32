using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace YYC3.Llm.AppHost.Local.Resources;

/// <summary>The state and the last console lines of every resource: the supervisor writes, the dashboard reads.</summary>
internal sealed class ResourceBoard(TimeProvider time)
{
    /// <summary>How many console lines of a resource are kept.</summary>
    public const int LinesKept = 5_000;

    /// <summary>How many characters of a console line are kept.</summary>
    public const int LongestLine = 4_096;

    private readonly Lock gate = new();
    private readonly List<ResourceSnapshot> snapshots = [];
    private readonly ConcurrentDictionary<string, LineRing> consoles = new();
    private readonly List<BoardWatcher> watchers = [];

    /// <summary>Every resource as it is now, in the order in which they were first published.</summary>
    public IReadOnlyList<ResourceSnapshot> Resources
    {
        get
        {
            lock (gate)
            {
                return [.. snapshots];
            }
        }
    }

    /// <summary>Adds a resource, or replaces what is known of the one of that name.</summary>
    public void Publish(ResourceSnapshot snapshot)
    {
        lock (gate)
        {
            var index = snapshots.FindIndex(known => known.Name == snapshot.Name);
            if (index < 0)
            {
                snapshots.Add(snapshot);
            }
            else
            {
                snapshots[index] = snapshot;
            }
        }

        Announce(new BoardChange(snapshot.Name, IsConsole: false));
    }

    /// <summary>Keeps a console line; the oldest goes when there are more than <see cref="LinesKept"/>.</summary>
    public void Write(string resource, bool isError, string line)
    {
        var text = line.Length > LongestLine ? string.Concat(line.AsSpan(0, LongestLine), "…") : line;
        consoles.GetOrAdd(resource, static _ => new LineRing(LinesKept)).Add(time.GetUtcNow(), isError, text);
        Announce(new BoardChange(resource, IsConsole: true));
    }

    /// <summary>The kept lines whose sequence number is greater than <paramref name="after"/>, oldest first; 0 gives all of them.</summary>
    public IReadOnlyList<ConsoleLine> Read(string resource, long after) =>
        consoles.TryGetValue(resource, out var ring) ? ring.Read(after) : [];

    /// <summary>
    /// What changes from now on, beginning with one change for everything already there, so that nothing is missed in between.
    /// Changes of the same kind that nobody has read yet become one; a slow reader never holds up a writer.
    /// </summary>
    public async IAsyncEnumerable<BoardChange> Watch([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var watcher = new BoardWatcher();
        lock (gate)
        {
            watchers.Add(watcher);
            foreach (var snapshot in snapshots)
            {
                watcher.Announce(new BoardChange(snapshot.Name, IsConsole: false));
            }
        }

        foreach (var resource in consoles.Keys)
        {
            watcher.Announce(new BoardChange(resource, IsConsole: true));
        }

        try
        {
            while (true)
            {
                foreach (var change in await watcher.NextAsync(cancellationToken).ConfigureAwait(false))
                {
                    yield return change;
                }
            }
        }
        finally
        {
            lock (gate)
            {
                watchers.Remove(watcher);
            }
        }
    }

    private void Announce(BoardChange change)
    {
        lock (gate)
        {
            foreach (var watcher in watchers)
            {
                watcher.Announce(change);
            }
        }
    }
}
