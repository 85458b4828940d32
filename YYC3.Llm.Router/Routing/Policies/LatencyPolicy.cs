using YYC3.Llm.Router.Catalog;

namespace YYC3.Llm.Router.Routing.Policies;

/// <summary>
/// Shortest time to the first token first (EWMA over streams; of whole calls where none has been streamed). What has not been measured lately
/// reads as short and is tried again.
/// </summary>
internal sealed class LatencyPolicy : IRoutingPolicy
{
    public string Name => "latency";

    public void Rank(ReadOnlySpan<Deployment> deployments, RoutingRequest request, Span<double> ranks)
    {
        for (var i = 0; i < ranks.Length; i++)
        {
            var live = deployments[i].Live;
            ranks[i] = live.FirstToken.Read(request.Now) is > 0 and var first ? first : live.Latency.Read(request.Now);
        }
    }
}
