using System.Data.Common;
using Microsoft.Extensions.Options;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>Finds out whom a key stands for: from memory where it can, from the database where it must, and from an older memory while that is down.</summary>
internal sealed partial class KeyDirectory(KeyStore store, IOptions<AccessOptions> options, TimeProvider time, ILogger<KeyDirectory> logger)
{
    /// <summary>Look-ups at a time: a flood of made-up keys must not take all connections of the database.</summary>
    private const int Lookups = 8;

    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Wrong keys have a place of their own: a flood of them must not push the right ones out.
    private readonly KeyCache known = new(options.Value.Capacity);
    private readonly KeyCache unknown = new(Math.Max(10, options.Value.Capacity / 10));
    private readonly SemaphoreSlim lookups = new(Lookups);
    private readonly KeyEntry unavailable = new(KeyState.Unavailable, null, null, 0);
    private readonly TimeSpan refreshAfter = options.Value.RefreshAfter;
    private readonly TimeSpan grace = options.Value.Grace;
    private long pausedUntil;

    /// <summary>Finds a key. Completes at once when it was seen lately, without allocating.</summary>
    public ValueTask<KeyEntry> FindAsync(KeyHash hash)
    {
        var entry = Remembered(hash);
        if (entry is null)
        {
            return LookUpAsync(hash, null);
        }

        var age = time.GetElapsedTime(entry.CheckedAt);
        if (age >= refreshAfter)
        {
            return LookUpAsync(hash, entry);
        }

        if (age > refreshAfter / 2 && entry.State == KeyState.Active && entry.ClaimRefresh())
        {
            _ = LookUpAsync(hash, entry, ahead: true).AsTask(); // A busy key never waits for the database. It does not throw.
        }

        return ValueTask.FromResult(entry);
    }

    /// <summary>Forgets keys that changed, so that the next call looks them up.</summary>
    public void Forget(Func<Principal, bool> changed) => known.Remove(changed);

    private KeyEntry? Remembered(KeyHash hash) => known.Find(hash) ?? unknown.Find(hash);

    private async ValueTask<KeyEntry> LookUpAsync(KeyHash hash, KeyEntry? stale, bool ahead = false)
    {
        if (IsPaused())
        {
            return WithoutDatabase(stale);
        }

        try
        {
            using var budget = new CancellationTokenSource(Budget, TimeProvider.System);
            await lookups.WaitAsync(budget.Token);
            try
            {
                // Many calls with one key wait here together; the first of them has found the answer.
                if (Remembered(hash) is { } fresh && fresh != stale && !ahead)
                {
                    return fresh;
                }

                var version = known.Version;
                var entry = await store.FindAsync(hash, budget.Token);
                (entry.State == KeyState.Unknown ? unknown : known).Keep(hash, entry, entry.State == KeyState.Unknown ? unknown.Version : version);
                Resume();
                return entry;
            }
            finally
            {
                lookups.Release();
            }
        }
        catch (Exception failure) when (failure is DbException or OperationCanceledException or TimeoutException or IOException)
        {
            PauseAfter(failure);
            return WithoutDatabase(stale);
        }
    }

    private KeyEntry WithoutDatabase(KeyEntry? stale) =>
        stale is { State: not KeyState.Unknown } && time.GetElapsedTime(stale.CheckedAt) < refreshAfter + grace ? stale : unavailable;

    /// <summary>While the database is down, one call a second tries it; the others do not wait for it.</summary>
    private bool IsPaused()
    {
        var until = Volatile.Read(ref pausedUntil);
        return until != 0 && (time.GetTimestamp() < until || Interlocked.CompareExchange(ref pausedUntil, NextTry(), until) != until);
    }

    private long NextTry() => time.GetTimestamp() + (long)(Pause.TotalSeconds * time.TimestampFrequency);

    private void PauseAfter(Exception failure)
    {
        if (Interlocked.Exchange(ref pausedUntil, NextTry()) == 0)
        {
            Log.Down(logger, grace, failure.Message);
        }
    }

    private void Resume()
    {
        if (Volatile.Read(ref pausedUntil) != 0 && Interlocked.Exchange(ref pausedUntil, 0) != 0)
        {
            Log.Back(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "Keys cannot be looked up; those seen before keep working for {Grace}: {Reason}")]
        public static partial void Down(ILogger logger, TimeSpan grace, string reason);

        [LoggerMessage(EventId = 2, Level = LogLevel.Information, Message = "Keys can be looked up again")]
        public static partial void Back(ILogger logger);
    }
}
