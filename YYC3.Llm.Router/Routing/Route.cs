using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Routing;

/// <summary>
/// One call's way from candidate to candidate. First those that are ready, in order; then those that are full, if need be by waiting for a
/// place; then those that cool down, and last those whose breaker is open: when nothing else is left, the provider itself says whether it
/// is ready again. What a failure says of others is heeded.
/// </summary>
internal sealed class Route(Routes routes, Call call, List<Entry> entries, decimal? ceiling)
{
    private static readonly TimeSpan ShortestRetry = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(60);

    private Candidate? fullest;
    private bool waitedInVain;
    private bool replaced;

    /// <summary>The next candidate, with its place taken: give it back by <c>Room.Leave</c>. Null when there is none.</summary>
    public async ValueTask<Candidate?> NextAsync()
    {
        if (Ready() is { } ready)
        {
            return ready;
        }

        if (await FullAsync() is { } freed)
        {
            return freed;
        }

        return Last(Tier.Cooling) ?? Last(Tier.Open);
    }

    /// <summary>Why there was none, when that was for want of room; null otherwise.</summary>
    public ApiException? Refusal => fullest is null ? null : new ApiException(
        StatusCodes.Status429TooManyRequests,
        $"All that can answer for the model `{call.Model.Name}` are busy, and no place became free in time. Try again in a moment; its operator can raise 'limits' of the deployment or provider.",
        "rate_limit_error",
        null,
        "queue_full")
    {
        RetryAfter = Retry(fullest),
    };

    /// <summary>Takes from the route whom a failure rules out.</summary>
    /// <returns>Whether there is anybody left to ask.</returns>
    public bool GoesOn(Attempt attempt)
    {
        var asked = attempt.Candidate;
        switch (attempt.Failure!.Class)
        {
            case FailureClass.Account:
                // The provider's other keys may be of another account; other providers are surely.
                Move(entry => entry.Candidate.Deployment.Provider == asked.Deployment.Provider && entry.Tier < Tier.Cooling, Tier.Cooling);
                return true;
            case FailureClass.Model or FailureClass.Provider:
                Move(entry => entry.Candidate.Deployment == asked.Deployment, Tier.Done);
                return true;
            case FailureClass.Content:
                return Replace(call.Model.ContentFallbacks);
            case FailureClass.ContextWindow:
                return Replace(call.Model.ContextFallbacks) || Widen(asked.Deployment.Model);
            default:
                return attempt.Failure.MovesOn;
        }
    }

    private Candidate? Ready()
    {
        for (var i = 0; i < entries.Count; i++)
        {
            var (candidate, tier) = entries[i];
            if (tier != Tier.Ready)
            {
                continue;
            }

            if (!routes.Room.TryEnter(candidate))
            {
                Set(i, Tier.Full);
                continue;
            }

            if (candidate.Lane.Deployment.Breaker.TryAdmit())
            {
                return Take(i);
            }

            routes.Room.Leave(candidate); // Another call is the probe.
            Set(i, Tier.Open);
        }

        return null;
    }

    private async ValueTask<Candidate?> FullAsync()
    {
        var full = entries.FindAll(entry => entry.Tier == Tier.Full).ConvertAll(entry => entry.Candidate);
        foreach (var candidate in full)
        {
            if (routes.Room.TryEnter(candidate))
            {
                return Take(candidate);
            }
        }

        if (full.Count == 0 || waitedInVain)
        {
            return null;
        }

        var freed = await routes.Room.WaitAsync([.. full], call.Caller.Tenant.Value, TimeLeft(full[0]), call.Context.RequestAborted);
        if (freed is not null)
        {
            return Take(freed);
        }

        waitedInVain = true;
        fullest = full[0];
        return null;
    }

    private Candidate? Last(Tier tier)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].Tier != tier)
            {
                continue;
            }

            if (routes.Room.TryEnter(entries[i].Candidate))
            {
                return Take(i);
            }

            fullest ??= entries[i].Candidate;
            Set(i, Tier.Done);
        }

        return null;
    }

    private Candidate Take(Candidate candidate) => Take(entries.FindIndex(entry => entry.Candidate == candidate));

    private Candidate Take(int index)
    {
        Set(index, Tier.Done);
        return entries[index].Candidate;
    }

    private void Set(int index, Tier tier) => entries[index] = entries[index] with { Tier = tier };

    private void Move(Predicate<Entry> which, Tier tier)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (which(entries[i]))
            {
                Set(i, tier);
            }
        }
    }

    private bool Replace(Model[] models)
    {
        if (replaced || models.Length == 0)
        {
            return false;
        }

        replaced = true;
        routes.Replan(call, ceiling, models, entries);
        return entries.Count > 0;
    }

    /// <summary>Leaves in only who has a larger window than the one that was too small.</summary>
    private bool Widen(Model tooSmall)
    {
        Move(entry => !(entry.Candidate.Deployment.Model.Definition.ContextWindow > (tooSmall.Definition.ContextWindow ?? 0)), Tier.Done);
        return entries.Exists(entry => entry.Tier != Tier.Done);
    }

    private TimeSpan TimeLeft(Candidate candidate)
    {
        var clock = candidate.Lane.Deployment.Clock;
        var left = candidate.Deployment.Deadlines.Total - TimeSpan.FromSeconds(clock.Seconds(clock.Now - call.Started));
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>About when a place should be free: the calls before this one, by the time that calls take.</summary>
    private static TimeSpan Retry(Candidate candidate)
    {
        var live = candidate.Lane.Deployment;
        var places = Math.Max(1, candidate.Places > 0 ? candidate.Places : candidate.KeyPlaces);
        var wait = TimeSpan.FromSeconds(live.Latency.Read(live.Clock.Now) * (live.Queued + 1) / places);
        return wait < ShortestRetry ? ShortestRetry : wait > LongestRetry ? LongestRetry : wait;
    }
}
