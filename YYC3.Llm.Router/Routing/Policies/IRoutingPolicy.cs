using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>
/// Orders the deployments of a model: a pure function of them, of what is known of them now (<see cref="Deployment.Live"/>), and of the
/// request. It gives each a rank instead of sorting, so that policies compose: what one leaves equal the next one settles, and the file's
/// order settles the rest. Within one <c>priority</c>, as that is the operator's word.
/// </summary>
internal interface IRoutingPolicy
{
    /// <summary>As <c>policy</c> in <c>models.json</c> names it.</summary>
    string Name { get; }

    /// <param name="deployments">In the file's order.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="ranks">Takes one rank each; the lowest is asked first. Never NaN.</param>
    void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks);
}
