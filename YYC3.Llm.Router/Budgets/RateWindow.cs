using YYC3.Llm.ServiceDefaults.Cache;

namespace YYC3.Llm.Router.Budgets;

/// <summary>
/// One limit's count in the present minute (UTC). Instances lease slices of it from a counter in the shared cache, which never hands out more than
/// the limit; while the cache is down each instance keeps the whole limit itself, so n instances let through n times the limit at most.
/// </summary>
/// <param name="name">Tells the counter from others.</param>
/// <param name="limit">A minute, 1 or more.</param>
/// <param name="cache">Shared or not.</param>
/// <param name="time">Tells the minute.</param>
internal sealed class RateWindow(string name, long limit, ICache cache, TimeProvider time)
{
    /// <summary>A slice is a twentieth of the limit, or what a call needs when that is more.</summary>
    private const int Slices = 20;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private long minute;
    private long granted;
    private long used;

    public long Limit => limit;

    /// <summary>What is left for this instance to see: of the limit where it counts alone, of what it knows to be used where it does not.</summary>
    public long Remaining
    {
        get
        {
            lock (gate)
            {
                Turn();
                return Math.Max(limit - used, 0);
            }
        }
    }

    /// <summary>Until the next minute.</summary>
    public TimeSpan Reset => Minute - TimeSpan.FromTicks(time.GetUtcNow().UtcTicks % Minute.Ticks);

    /// <summary>Takes so much of it.</summary>
    /// <returns>The minute it was taken from; 0 when there is not enough.</returns>
    public async ValueTask<long> TakeAsync(long amount, CancellationToken cancellationToken)
    {
        while (true)
        {
            long at, missing;
            lock (gate)
            {
                Turn();
                if (!cache.IsShared)
                {
                    granted = Math.Max(granted, limit);
                }

                if (used + amount <= granted)
                {
                    used += amount;
                    return minute;
                }

                (at, missing) = (minute, used + amount - granted);
            }

            if (!cache.IsShared)
            {
                return 0;
            }

            var slice = Math.Max(missing, limit / Slices);
            var key = $"yyc3:limit:{{{name}}}:{at}";
            var sum = await cache.AddAsync(key, slice, 2 * Minute, cancellationToken);
            var got = Math.Max(slice - Math.Max(sum - limit, 0), 0);
            lock (gate)
            {
                Turn();
                if (minute == at)
                {
                    granted += got;
                }
            }

            if (got < missing)
            {
                // What was asked for in vain goes back, so that the counter keeps telling how much is left.
                await cache.AddAsync(key, got - slice, 2 * Minute, cancellationToken);
                lock (gate)
                {
                    if (minute == at && used + amount > granted)
                    {
                        return 0;
                    }
                }
            }
        }
    }

    /// <summary>Corrects what was taken, when more is known; nothing when its minute is over.</summary>
    public void Correct(long at, long difference)
    {
        lock (gate)
        {
            if (minute == at)
            {
                used = Math.Max(used + difference, 0);
            }
        }
    }

    private void Turn()
    {
        var now = time.GetUtcNow().UtcTicks / Minute.Ticks;
        if (now != minute)
        {
            (minute, granted, used) = (now, 0, 0);
        }
    }
}
