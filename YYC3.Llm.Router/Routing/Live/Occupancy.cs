namespace YYC3.Llm.Router.Routing.Live;

/// <summary>How many calls are under way, and how many wait for one of them to end. Lock-free.</summary>
internal sealed class Occupancy
{
    private int inFlight;
    private int waiters;

    public int InFlight => Volatile.Read(ref inFlight);

    /// <summary>Waiting calls that would take a place here.</summary>
    public int Waiters => Volatile.Read(ref waiters);

    /// <summary>Takes a place if there is one.</summary>
    /// <param name="limit">Places; 0 for as many as come.</param>
    public bool TryEnter(int limit)
    {
        if (limit == 0)
        {
            Interlocked.Increment(ref inFlight);
            return true;
        }

        var seen = Volatile.Read(ref inFlight);
        while (seen < limit)
        {
            var now = Interlocked.CompareExchange(ref inFlight, seen + 1, seen);
            if (now == seen)
            {
                return true;
            }

            seen = now;
        }

        return false;
    }

    public void Leave() => Interlocked.Decrement(ref inFlight);

    public void Wait() => Interlocked.Increment(ref waiters);

    public void WaitNoMore() => Interlocked.Decrement(ref waiters);
}
