using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Router.Routing;

/// <summary>Adds routing. A new policy is one class and one line here.</summary>
internal static class CandidateExtensions
{
    public static IServiceCollection AddCandidates(this IServiceCollection services) => services
        .AddSingleton<LiveState>()
        .AddSingleton<PolicyRegistry>()
        .AddSingleton<IRoutingPolicy, PriorityPolicy>()
        .AddSingleton<IRoutingPolicy, WeightedPolicy>();
}
