using System.Globalization;
using System.Text.Json;

namespace YYC3.Llm.Router.Metering.Ledger;

/// <summary>
/// One instance's outbox: a folder with segment files, counters, a lock that its process holds, and the owner's heartbeat. It belongs to
/// nobody, and may be adopted, when its lock is free and either the owner ran on this host (so the lock tells the truth) or its heartbeat is old
/// (locks do not reach across every shared volume).
/// </summary>
internal sealed class OutboxFolder : IDisposable
{
    /// <summary>A heartbeat that is older than this is an owner's who is gone.</summary>
    public static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    /// <summary>The ending of a folder's name that is being removed.</summary>
    private const string Gone = ".gone";

    private readonly FileStream held;

    private OutboxFolder(string path, FileStream held)
    {
        Path = path;
        this.held = held;
        Counters = new InstanceCounters(System.IO.Path.Combine(path, "counters"));
    }

    public string Path { get; }

    public string Instance => System.IO.Path.GetFileName(Path);

    public InstanceCounters Counters { get; }

    /// <summary>The segment files, oldest first.</summary>
    public IReadOnlyList<string> Segments => [.. Directory.GetFiles(Path, "*.seg").Order(StringComparer.Ordinal)];

    public static OutboxFolder Create(string root, string instance, TimeProvider time)
    {
        var path = System.IO.Path.Combine(root, instance);
        Directory.CreateDirectory(path);
        var folder = new OutboxFolder(path, Hold(path)!);
        folder.Beat(time);
        return folder;
    }

    /// <summary>Takes over a folder; null when its owner lives, or another takes it over.</summary>
    public static OutboxFolder? TryAdopt(string path, TimeProvider time)
    {
        try
        {
            return !IsOrphan(path, time) || Hold(path) is not { } held ? null : IsOrphan(path, time) ? new OutboxFolder(path, held) : Release(held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // Somebody else was quicker.
        }
    }

    /// <summary>The outboxes of all instances. What somebody died removing is removed.</summary>
    public static IEnumerable<string> All(string root)
    {
        foreach (var path in Directory.GetDirectories(root))
        {
            if (path.EndsWith(Gone, StringComparison.Ordinal))
            {
                Remove(path);
            }
            else
            {
                yield return path;
            }
        }
    }

    public string Segment(long number) => System.IO.Path.Combine(Path, number.ToString("D10", CultureInfo.InvariantCulture) + ".seg");

    /// <summary>Says that the owner lives.</summary>
    public void Beat(TimeProvider time)
    {
        var owner = System.IO.Path.Combine(Path, "owner.json");
        File.WriteAllBytes(owner + ".new", JsonSerializer.SerializeToUtf8Bytes(new Owner(Environment.MachineName, Environment.ProcessId, time.GetUtcNow())));
        File.Move(owner + ".new", owner, overwrite: true);
    }

    /// <summary>
    /// Removes the folder, when all of it is in the database. It leaves the outbox by one rename under its lock, so that nobody who looks for
    /// orphans meanwhile takes over one that is half gone.
    /// </summary>
    public void Delete()
    {
        var gone = Path + Gone;
        if (OperatingSystem.IsWindows())
        {
            Dispose(); // There no folder with an open file can be renamed.
        }

        try
        {
            Directory.Move(Path, gone);
        }
        catch (IOException) when (OperatingSystem.IsWindows())
        {
            return; // Somebody was quick to take it over, and will find nothing in it.
        }

        Dispose();
        Remove(gone);
    }

    public void Dispose()
    {
        Counters.Dispose();
        held.Dispose();
    }

    private static void Remove(string gone)
    {
        try
        {
            Directory.Delete(gone, recursive: true);
        }
        catch (IOException)
        {
            // Another removes it too.
        }
    }

    private static FileStream? Hold(string path)
    {
        try
        {
            return new FileStream(System.IO.Path.Combine(path, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static OutboxFolder? Release(FileStream held)
    {
        held.Dispose();
        return null;
    }

    private static bool IsOrphan(string path, TimeProvider time)
    {
        var owner = System.IO.Path.Combine(path, "owner.json");
        if (!File.Exists(owner))
        {
            // About to get one, or just removed; or its owner died between the two, with nothing in it.
            return Directory.Exists(path) && time.GetUtcNow() - new DateTimeOffset(Directory.GetLastWriteTimeUtc(path)) > Silence;
        }

        try
        {
            return JsonSerializer.Deserialize<Owner>(File.ReadAllBytes(owner)) is not { } found
                || found.Host == Environment.MachineName
                || time.GetUtcNow() - found.At > Silence;
        }
        catch (JsonException)
        {
            return true;
        }
    }

    private sealed record Owner(string Host, int Pid, DateTimeOffset At);
}
