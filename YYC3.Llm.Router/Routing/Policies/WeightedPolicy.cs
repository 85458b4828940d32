using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>
/// Draws by <c>weight</c> without putting back, within each <c>priority</c>: the first is drawn in proportion to the weights,
/// the next among the rest likewise. Weight 0 comes after all others of its priority.
/// </summary>
internal sealed class WeightedPolicy : IRoutingPolicy
{
    public const string PolicyName = "weighted";

    public string Name => PolicyName;

    // One uniform number u each, ordered by -ln(u)/weight, draws exactly so (exponential clocks: the smallest of them rings first).
    public Deployment[] Order(Deployment[] deployments, Func<double> random) =>
        [.. deployments
            .Select(deployment => (Deployment: deployment, Clock: deployment.Weight > 0 ? -Math.Log(1 - random()) / deployment.Weight : double.PositiveInfinity))
            .OrderBy(drawn => drawn.Deployment.Priority)
            .ThenBy(drawn => drawn.Clock)
            .Select(drawn => drawn.Deployment)];
}
