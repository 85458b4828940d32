using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Routing;

/// <summary>Sorts deployments by <c>priority</c>, then by each policy's ranks in turn, then as the file has them.</summary>
internal static class Ordering
{
    private const int OnStack = 64;

    /// <param name="deployments">Those of one model; none is left out.</param>
    /// <param name="policies">What orders them.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="order">Takes indexes into <paramref name="deployments"/>, the first to ask first.</param>
    public static void Sort(ReadOnlySpan<Deployment> deployments, IRoutingPolicy[] policies, RoutingRequest request, Span<int> order)
    {
        var count = deployments.Length;
        for (var i = 0; i < count; i++)
        {
            order[i] = i;
        }

        if (count < 2)
        {
            return;
        }

        var ranks = count * policies.Length <= OnStack ? stackalloc double[count * policies.Length] : new double[count * policies.Length];
        for (var p = 0; p < policies.Length; p++)
        {
            policies[p].Rank(deployments, request, ranks.Slice(p * count, count));
        }

        // By insertion: it keeps equals in place, and there is a handful of them.
        for (var i = 1; i < count; i++)
        {
            var moved = order[i];
            var at = i;
            while (at > 0 && IsBefore(moved, order[at - 1], deployments, ranks))
            {
                order[at] = order[at - 1];
                at--;
            }

            order[at] = moved;
        }
    }

    private static bool IsBefore(int a, int b, ReadOnlySpan<Deployment> deployments, ReadOnlySpan<double> ranks)
    {
        if (deployments[a].Priority != deployments[b].Priority)
        {
            return deployments[a].Priority < deployments[b].Priority;
        }

        for (var p = 0; p < ranks.Length; p += deployments.Length)
        {
            var compared = ranks[p + a].CompareTo(ranks[p + b]);
            if (compared != 0)
            {
                return compared < 0;
            }
        }

        return false;
    }
}
