using YYC3.Llm.Router.Limits;
using YYC3.Llm.Router.Metering.Ledger;
using YYC3.Llm.Router.Metering.Usage;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Router.Metering;

/// <summary>Adds prices, the ledger, budgets and limits. Budgets settle after the meter has told them what attempts cost.</summary>
internal static class MeteringExtensions
{
    public static IServiceCollection AddMetering(this IServiceCollection services) => services
        .AddSingleton(provider => MeteringOptions.From(provider.GetRequiredService<IConfiguration>()))
        .AddSingleton<LedgerMetrics>()
        .AddSingleton<Outbox>()
        .AddSingleton<LedgerStore>()
        .AddSingleton<UsageStore>()
        .AddSingleton<LimitStore>()
        .AddSingleton<LimitBook>()
        .AddSingleton<IPriceView, PriceView>()
        .AddSingleton<ICallObserver, Meter>()
        .AddSingleton<LimitGate>()
        .AddSingleton<ICallGate>(provider => provider.GetRequiredService<LimitGate>())
        .AddSingleton<ICallObserver>(provider => provider.GetRequiredService<LimitGate>())
        .AddSingleton<IngestWorker>()
        .AddHostedService(provider => provider.GetRequiredService<IngestWorker>())
        .AddHostedService<LimitWatcher>();

    public static void MapMetering(this IEndpointRouteBuilder routes)
    {
        routes.MapUsage();
        routes.MapOrganizationUsage();
        routes.MapLimits();
    }
}
