using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>
/// Gives a conversation (or user) the same order of deployments each time, by weighted rendezvous hashing: each deployment's clock rings by a
/// hash of unit and deployment in place of chance (Thaler and Ravishankar 1998; Schindelhauer and Schomaker 2005 for the weights). One that
/// goes away or comes back moves only the units that are its own. Calls of no unit are left to the next policy.
/// </summary>
internal sealed class StickyPolicy : IRoutingPolicy
{
    public const string PolicyName = "sticky";

    public string Name => PolicyName;

    public void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = request.Unit is { } unit ? WeightedPolicy.Clock(StableHash.Unit(unit, deployments[i].NameHash), deployments[i].Weight) : 0;
        }
    }
}
