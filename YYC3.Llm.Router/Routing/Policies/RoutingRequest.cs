using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>What a policy may go by besides the deployments and what is known of them.</summary>
/// <param name="Head">What the request says of itself.</param>
/// <param name="Unit">A hash of the conversation or user that keeps its deployment; null when there is none.</param>
/// <param name="Random">Uniform in [0, 1).</param>
/// <param name="Now">Timestamp of live state's clock.</param>
/// <param name="Prices">What it would cost.</param>
internal sealed record RoutingRequest(RequestHead Head, ulong? Unit, Func<double> Random, long Now, IPriceView Prices);
