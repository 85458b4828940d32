using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>
/// Lowest load first, load being peak EWMA latency × (calls under way + 1), as Finagle's Peak EWMA balancer has it: how long a call given
/// to it now is likely to take. All are compared instead of two drawn at random, for models have a handful of deployments. What has not been
/// measured lately is free to try, but only by one call at a time.
/// </summary>
internal sealed class LeastBusyPolicy : IRoutingPolicy
{
    private const double Unmeasured = 1e6; // Seconds: behind everything that has been measured.

    public string Name => "least-busy";

    public void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            var live = deployments[i].Live;
            var underWay = live.Occupancy.InFlight;
            var latency = live.Latency.Read(request.Now);
            ranks[i] = latency > 0 ? latency * (underWay + 1) : underWay > 0 ? Unmeasured + underWay : 0;
        }
    }
}
