using System.Diagnostics.Metrics;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing.Live;
using YYC3.Llm.Router.Routing.Queueing;
using YYC3.Llm.Router.Telemetry;

namespace YYC3.Llm.Router.Routing;

/// <summary>Live state as metrics. They are read when somebody collects them, and cost calls nothing.</summary>
internal sealed class RoutingMetrics
{
    private readonly CatalogStore catalog;
    private readonly LiveClock clock;

    public RoutingMetrics(IMeterFactory meters, CatalogStore catalog, LiveState live, WaitingRoom room)
    {
        this.catalog = catalog;
        clock = live.Clock;
        var meter = meters.Create(RouterTelemetry.SourceName);
        meter.CreateObservableUpDownCounter("yyc3.router.calls.in_flight", () => Each(deployment => deployment.Occupancy.InFlight), "{call}", "Calls under way, by deployment.");
        meter.CreateObservableUpDownCounter("yyc3.router.calls.queued", () => room.Waiting, "{call}", "Calls that wait for a place.");
        meter.CreateObservableGauge("yyc3.router.breaker.state", () => Each(deployment => (int)deployment.Breaker.State(clock.Now)), null, "0: closed, 1: half-open, 2: open; by deployment.");
    }

    private IEnumerable<Measurement<int>> Each(Func<LiveDeployment, int> read) => catalog.Current.Models
        .SelectMany(model => model.Active)
        .DistinctBy(deployment => deployment.Live)
        .Select(deployment => new Measurement<int>(
            read(deployment.Live), new("gen_ai.provider.name", deployment.Provider.Name), new("yyc3.deployment", deployment.Name)));
}
