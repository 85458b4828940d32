using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing.Auto;
using YYC3.Llm.Router.Routing.Live;
using YYC3.Llm.Router.Routing.Policies;
using YYC3.Llm.Router.Routing.Queueing;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Routing;

/// <summary>Plans whom a call may ask, in which order: of the snapshot's deployments, what is known of them now, what the request needs, and the chance given.</summary>
internal sealed class Routes(LiveState live, WaitingRoom room, IPriceView prices, Func<double> random)
{
    private const int OnStack = 32;

    public WaitingRoom Room => room;

    /// <summary>The route of a call whose model leaves a choice.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ceiling">What it may cost; null for no bound.</param>
    /// <param name="refusal">Why nobody can be asked.</param>
    public Route? Plan(Call call, decimal? ceiling, out ApiException? refusal)
    {
        refusal = null;
        var model = call.Model;
        var request = new RoutingRequest(call.Head, Unit(call), random, live.Clock.Now, prices);
        var entries = new List<Entry>(8);
        if (model.Choices.Length > 0)
        {
            var chosen = AutoChoice.Choose(model, call.Body.Memory.Span, request, ceiling, out var note, out refusal);
            call.Route = note;
            chosen.ForEach(choice => Add(entries, choice, request));
        }
        else
        {
            Add(entries, model, request);
        }

        if (entries.Count == 0 && refusal is not null && model.Chain.Length == 0)
        {
            return null;
        }

        refusal = null;
        foreach (var fallback in model.Chain)
        {
            Add(entries, fallback, request);
        }

        LeaveOutTooLong(entries, call.Head);
        if (ceiling is { } most && entries.RemoveAll(entry => !Ceilings.IsUnder(request, entry.Candidate.Deployment, most)) > 0 && entries.Count == 0)
        {
            refusal = Ceilings.Refusal(model);
            return null;
        }

        return new Route(this, call, entries, ceiling);
    }

    /// <summary>The candidates of other models, as a route goes on with when the models before could not be asked this.</summary>
    public void Replan(Call call, decimal? ceiling, Model[] models, List<Entry> entries)
    {
        var request = new RoutingRequest(call.Head, Unit(call), random, live.Clock.Now, prices);
        entries.Clear();
        foreach (var model in models)
        {
            Add(entries, model, request);
        }

        if (ceiling is { } most)
        {
            entries.RemoveAll(entry => !Ceilings.IsUnder(request, entry.Candidate.Deployment, most));
        }
    }

    /// <summary>A model's deployments as its policies order them, each with its keys: the least loaded first, from a random one on among equals.</summary>
    private static void Add(List<Entry> entries, Model model, RoutingRequest request)
    {
        var deployments = model.Active;
        var order = deployments.Length <= OnStack ? stackalloc int[deployments.Length] : new int[deployments.Length];
        Ordering.Sort(deployments, model.Policies, request, order);
        foreach (var index in order)
        {
            var candidates = deployments[index].Candidates;
            if (candidates.Length == 1)
            {
                entries.Add(new Entry(candidates[0], TierOf(candidates[0], request.Now)));
                continue;
            }

            var begin = entries.Count;
            var first = (int)(request.Random() * candidates.Length);
            for (var i = 0; i < candidates.Length; i++)
            {
                var candidate = candidates[(first + i) % candidates.Length];
                var at = entries.Count;
                while (at > begin && entries[at - 1].Candidate.Lane.Key.Occupancy.InFlight > candidate.Lane.Key.Occupancy.InFlight)
                {
                    at--;
                }

                entries.Insert(at, new Entry(candidate, TierOf(candidate, request.Now)));
            }
        }
    }

    private static Tier TierOf(Candidate candidate, long now) =>
        candidate.Lane.Deployment.Breaker.State(now) == BreakerState.Open ? Tier.Open
        : candidate.Lane.IsCooling(now) ? Tier.Cooling
        : candidate.IsFull ? Tier.Full
        : Tier.Ready;

    /// <summary>A model whose window is surely too small is left out, but only if there is another: the estimate is ours, the refusal the provider's.</summary>
    private static void LeaveOutTooLong(List<Entry> entries, RequestHead head)
    {
        var tooLong = 0;
        foreach (var entry in entries)
        {
            tooLong += Lengths.IsTooLong(entry.Candidate.Deployment.Model, head) ? 1 : 0;
        }

        if (tooLong > 0 && tooLong < entries.Count)
        {
            entries.RemoveAll(entry => Lengths.IsTooLong(entry.Candidate.Deployment.Model, head));
        }
    }

    /// <summary>What is to keep its deployment, as a hash: names of different tenants are different.</summary>
    private static ulong? Unit(Call call)
    {
        var caller = call.Caller;
        var name = call.Model.Sticky switch
        {
            StickyUnits.Conversation => caller.Conversation,
            StickyUnits.User => caller.User,
            _ => null,
        };
        return name is null ? null : StableHash.Of(name, StableHash.Of("\n", StableHash.Of(caller.Tenant.Value)));
    }
}
