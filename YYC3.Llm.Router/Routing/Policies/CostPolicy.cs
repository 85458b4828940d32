using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>Lowest estimated cost of this call first; what has no known price last.</summary>
internal sealed class CostPolicy : IRoutingPolicy
{
    public string Name => "cost";

    public void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = request.Prices.EstimateFor(deployments[i], request.Head) is { } cost ? (double)cost : double.PositiveInfinity;
        }
    }
}
