using Microsoft.Extensions.DependencyInjection.Extensions;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing.Live;
using YYC3.Llm.Router.Routing.Policies;
using YYC3.Llm.Router.Routing.Queueing;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.Router.Routing;

/// <summary>Adds routing. A new policy is one class and one line here.</summary>
internal static class CandidateExtensions
{
    public static IServiceCollection AddCandidates(this IServiceCollection services)
    {
        services
            .AddSingleton(provider => Options(provider.GetRequiredService<IConfiguration>()))
            .AddSingleton<LiveState>()
            .AddSingleton<ICallObserver>(provider => provider.GetRequiredService<LiveState>())
            .AddSingleton<WaitingRoom>()
            .AddSingleton<Routes>()
            .AddSingleton<RoutingMetrics>()
            .AddSingleton<PolicyRegistry>()
            .AddSingleton<IRoutingPolicy, PriorityPolicy>()
            .AddSingleton<IRoutingPolicy, WeightedPolicy>()
            .AddSingleton<IRoutingPolicy, StickyPolicy>()
            .AddSingleton<IRoutingPolicy, LeastBusyPolicy>()
            .AddSingleton<IRoutingPolicy, LatencyPolicy>()
            .AddSingleton<IRoutingPolicy, CostPolicy>()
            .TryAddSingleton<IPriceView, UnknownPrices>();
        return services;
    }

    private static BreakerOptions Options(IConfiguration configuration)
    {
        var options = configuration.GetSection(BreakerOptions.Section).Get<BreakerOptions>() ?? new BreakerOptions();
        return options.Fault is { } fault ? throw new StartupException($"The setting {BreakerOptions.Section}:{fault}.") : options;
    }
}
