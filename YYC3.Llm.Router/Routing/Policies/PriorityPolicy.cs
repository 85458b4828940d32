using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>Lowest <c>priority</c> first, as under every policy, and in the file's order among equals. The default.</summary>
internal sealed class PriorityPolicy : IRoutingPolicy
{
    public const string PolicyName = "priority";

    public string Name => PolicyName;

    public void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = deployments[i].Priority;
        }
    }
}
