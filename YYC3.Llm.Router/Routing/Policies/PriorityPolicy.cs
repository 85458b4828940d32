using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>Lowest <c>priority</c> first, and in the file's order among equals. The default.</summary>
internal sealed class PriorityPolicy : IRoutingPolicy
{
    public const string PolicyName = "priority";

    public string Name => PolicyName;

    public Deployment[] Order(Deployment[] deployments, Func<double> random) => [.. deployments.OrderBy(deployment => deployment.Priority)];
}
