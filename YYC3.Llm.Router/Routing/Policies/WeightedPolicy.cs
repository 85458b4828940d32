using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>
/// Draws by <c>weight</c> without putting back: the first is drawn in proportion to the weights, the next among the rest likewise.
/// Weight 0 comes after all others.
/// </summary>
internal sealed class WeightedPolicy : IRoutingPolicy
{
    public const string PolicyName = "weighted";

    public string Name => PolicyName;

    public void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            ranks[i] = Clock(1 - request.Random(), deployments[i].Weight);
        }
    }

    /// <summary>-ln(u)/weight: ordered by it, one uniform number each draws in proportion (exponential clocks: the smallest rings first).</summary>
    public static double Clock(double uniform, double weight) => weight > 0 ? -Math.Log(uniform) / weight : double.PositiveInfinity;
}
