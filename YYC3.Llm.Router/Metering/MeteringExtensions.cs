using YYC3.Llm.Router.Budgets;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.Router.Metering.Usage;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Metering;

/// <summary>Adds prices, the meter and its ledger.</summary>
internal static class MeteringExtensions
{
    public static IServiceCollection AddMetering(this IServiceCollection services) => services
        .AddSingleton(provider => MeteringOptions.From(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<LedgerMetrics>()
        .AddSingleton<Outbox>()
        .AddSingleton<LedgerStore>()
        .AddSingleton<UsageStore>()
        .AddSingleton<IPriceView, PriceView>()
        .AddSingleton<ICallObserver, Meter>()
        .AddSingleton<IngestWorker>()
        .AddHostedService(provider => provider.GetRequiredService<IngestWorker>());

    /// <summary>Adds budgets and limits: after what may change a call or answer it for nothing, and after the meter, by whose costs they settle.</summary>
    public static IServiceCollection AddLimits(this IServiceCollection services) => services
        .AddSingleton<LimitStore>()
        .AddSingleton<LimitBook>()
        .AddSingleton<LimitGate>()
        .AddSingleton<ICallGate>(provider => provider.GetRequiredService<LimitGate>())
        .AddSingleton<ICallObserver>(provider => provider.GetRequiredService<LimitGate>())
        .AddHostedService<LimitWatcher>();

    public static void MapMetering(this IEndpointRouteBuilder routes)
    {
        routes.MapUsage();
        routes.MapOrganizationUsage();
        routes.MapLimits();
    }
}
