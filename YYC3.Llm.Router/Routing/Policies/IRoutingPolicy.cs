using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>Orders a model's active deployments: a pure function, at least two deployments in, the same ones out.</summary>
internal interface IRoutingPolicy
{
    /// <summary>As <c>policy</c> in <c>models.json</c> names it.</summary>
    string Name { get; }

    /// <param name="deployments">In the file's order.</param>
    /// <param name="random">Uniform in [0, 1).</param>
    Deployment[] Order(Deployment[] deployments, Func<double> random);
}
