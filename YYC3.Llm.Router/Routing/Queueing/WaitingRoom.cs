using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Router.Routing.Queueing;

/// <summary>
/// Hands out places where their number is limited. Without contention that is a compare-and-swap. When all places of a call's candidates are
/// taken it waits here: first come, first served within a tenant, and tenants in turn, so that one with a thousand calls delays another's
/// single call by one place only. A place that becomes free goes to a waiter before any newcomer.
/// </summary>
/// <param name="time">Measures the wait.</param>
internal sealed class WaitingRoom(TimeProvider time)
{
    private readonly Lock changing = new();
    private readonly Dictionary<string, LinkedList<Waiter>> byTenant = new(StringComparer.Ordinal);
    private readonly LinkedList<string> turns = new();
    private int waiting;

    /// <summary>Calls that wait.</summary>
    public int Waiting => Volatile.Read(ref waiting);

    /// <summary>Takes a place if there is one that nobody waits for. Give it back by <see cref="Leave"/>.</summary>
    public bool TryEnter(Candidate candidate)
    {
        var lane = candidate.Lane;
        if (!candidate.IsLimited)
        {
            lane.Deployment.Occupancy.TryEnter(0);
            lane.Key.Occupancy.TryEnter(0);
            return true;
        }

        if (candidate.IsFull)
        {
            return false;
        }

        if (Take(candidate, out var mustTell))
        {
            return true;
        }

        if (mustTell)
        {
            Tell(lane); // A place was held for an instant, in which somebody may have found it taken.
        }

        return false;
    }

    /// <summary>Gives a place back.</summary>
    public void Leave(Candidate candidate)
    {
        var lane = candidate.Lane;
        lane.Deployment.Occupancy.Leave();
        lane.Key.Occupancy.Leave();
        Tell(lane);
    }

    /// <summary>Waits for a place at any of the candidates.</summary>
    /// <param name="candidates">All full, in the order in which they would be asked; at least one.</param>
    /// <param name="tenant">Whose call it is.</param>
    /// <param name="atMost">What is left of the call's time.</param>
    /// <param name="cancellationToken">The caller left: the call leaves the queue.</param>
    /// <returns>The candidate whose place it has, to be given back by <see cref="Leave"/>; null when the queues are full or the wait was too long.</returns>
    public async ValueTask<Candidate?> WaitAsync(Candidate[] candidates, string tenant, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Queue(candidates) is not { } queue)
        {
            return null;
        }

        var (deployment, patience) = queue;
        try
        {
            var waiter = new Waiter(candidates);
            var node = Join(waiter, tenant);
            Serve(); // What became free meanwhile.
            try
            {
                return await waiter.Granted.WaitAsync(patience < atMost ? patience : atMost, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                return TryPart(node, tenant) ? null : await waiter.Granted;
            }
            catch (OperationCanceledException)
            {
                if (!TryPart(node, tenant))
                {
                    Leave(await waiter.Granted);
                }

                throw;
            }
        }
        finally
        {
            deployment.Unqueue();
        }
    }

    // Who leaves lowers the count of calls and then reads that of waiters; who waits raises that one and then reads the other. One of the two sees both.
    private void Tell(LiveLane lane)
    {
        if (lane.Deployment.Occupancy.Waiters > 0 || lane.Key.Occupancy.Waiters > 0)
        {
            Serve();
        }
    }

    /// <summary>A place in the queue of the first deployment that has one, its provider's queue counting for deployments without their own.</summary>
    private static (LiveDeployment Deployment, TimeSpan Patience)? Queue(Candidate[] candidates)
    {
        foreach (var candidate in candidates)
        {
            var limits = candidate.Deployment.Limits ?? candidate.Deployment.Provider.KeyLimits!;
            if (limits.Queue > 0 && candidate.Lane.Deployment.TryQueue(limits.Queue))
            {
                return (candidate.Lane.Deployment, limits.QueueWait);
            }
        }

        return null;
    }

    private LinkedListNode<Waiter> Join(Waiter waiter, string tenant)
    {
        lock (changing)
        {
            if (!byTenant.TryGetValue(tenant, out var line))
            {
                byTenant[tenant] = line = new LinkedList<Waiter>();
                turns.AddLast(tenant);
            }

            foreach (var candidate in waiter.Candidates)
            {
                candidate.Lane.Deployment.Occupancy.Wait();
                candidate.Lane.Key.Occupancy.Wait();
            }

            Interlocked.Increment(ref waiting);
            return line.AddLast(waiter);
        }
    }

    /// <summary>Leaves the queue; false when a place has been given already.</summary>
    private bool TryPart(LinkedListNode<Waiter> node, string tenant)
    {
        lock (changing)
        {
            if (node.List is null)
            {
                return false;
            }

            Remove(node, tenant);
        }

        Serve(); // Others that waited behind its claim may pass.
        return true;
    }

    private void Remove(LinkedListNode<Waiter> node, string tenant)
    {
        var line = node.List!;
        line.Remove(node);
        if (line.Count == 0)
        {
            byTenant.Remove(tenant);
            turns.Remove(tenant);
        }

        foreach (var candidate in node.Value.Candidates)
        {
            candidate.Lane.Deployment.Occupancy.WaitNoMore();
            candidate.Lane.Key.Occupancy.WaitNoMore();
        }

        Interlocked.Decrement(ref waiting);
    }

    /// <summary>Gives what is free to who waits for it.</summary>
    private void Serve()
    {
        lock (changing)
        {
            var passed = 0; // Tenants in a row for whom there was nothing.
            while (passed < turns.Count)
            {
                var tenant = turns.First!.Value;
                turns.RemoveFirst();
                turns.AddLast(tenant);
                passed = ServeOne(tenant) ? 0 : passed + 1;
            }
        }
    }

    private bool ServeOne(string tenant)
    {
        for (var node = byTenant[tenant].First; node is not null; node = node.Next)
        {
            foreach (var candidate in node.Value.Candidates)
            {
                if (Take(candidate, out _))
                {
                    Remove(node, tenant);
                    node.Value.Grant(candidate);
                    return true;
                }
            }
        }

        return false;
    }

    /// <param name="candidate">Whose place.</param>
    /// <param name="heldForAnInstant">Whether a place was taken and given back.</param>
    private static bool Take(Candidate candidate, out bool heldForAnInstant)
    {
        var lane = candidate.Lane;
        heldForAnInstant = false;
        if (!lane.Deployment.Occupancy.TryEnter(candidate.Places))
        {
            return false;
        }

        if (lane.Key.Occupancy.TryEnter(candidate.KeyPlaces))
        {
            return true;
        }

        lane.Deployment.Occupancy.Leave();
        heldForAnInstant = true;
        return false;
    }
}
