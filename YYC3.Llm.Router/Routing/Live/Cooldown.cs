namespace YYC3.Llm.Router.Routing.Live;

/// <summary>A while in which something is asked last, because its provider said so.</summary>
internal sealed class Cooldown(LiveClock clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    private long until;

    /// <summary>Extends the while; a shorter one does not end a longer one.</summary>
    public void For(TimeSpan duration)
    {
        var end = clock.Now + clock.Units(duration < Longest ? duration : Longest);
        var seen = Volatile.Read(ref until);
        while (end > seen && Interlocked.CompareExchange(ref until, end, seen) is var now && now != seen)
        {
            seen = now;
        }
    }

    public bool IsOn(long now) => now < Volatile.Read(ref until);

    /// <summary>Seconds that are left; 0 when it is over.</summary>
    public double Left(long now) => Math.Max(0, clock.Seconds(Volatile.Read(ref until) - now));
}
