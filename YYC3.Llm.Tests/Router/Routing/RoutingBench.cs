using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Offline;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Relay;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Live;
using YYC3.Llm.Router.Routing.Policies;
using YYC3.Llm.Router.Routing.Queueing;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.Tests.Router.Routing;

/// <summary>Routing without a network: a catalog, a clock, chance and prices of the test's.</summary>
internal sealed class RoutingBench
{
    private readonly Func<double> random;

    public RoutingBench(Func<double>? random = null)
    {
        this.random = random ?? (() => 0);
        Live = new LiveState(Time, new BreakerOptions());
        Room = new WaitingRoom(Time);
        Routes = new Routes(Live, Room, Prices, this.random);
    }

    public FakeTimeProvider Time { get; } = new();

    public LiveState Live { get; }

    public WaitingRoom Room { get; }

    public Routes Routes { get; }

    public ListedPrices Prices { get; } = new();

    public RoutingRequest Request(RequestHead head = default, ulong? unit = null) => new(head, unit, random, Live.Clock.Now, Prices);

    public CatalogSnapshot Snapshot(ProviderDefinition[] providers, params ModelDefinition[] models) => new SnapshotBuilder(
        new DialectRegistry([new OpenAiDialect(), new OfflineDialect(TimeProvider.System)]),
        new PolicyRegistry([new PriorityPolicy(), new WeightedPolicy(), new StickyPolicy(), new LeastBusyPolicy(), new LatencyPolicy(), new CostPolicy()]),
        new Placeholders(_ => null),
        Live).Build(1, new CatalogDefinition(providers, models), DiscoveredModels.None);

    /// <summary>One model with deployments at one provider.</summary>
    public Model Model(string policy, (string Name, double Weight, int Priority)[] deployments, string[]? keys = null, Limits? limits = null, Limits? keyLimits = null) =>
        Snapshot([Provider("p", keys, keyLimits)], Definition("m", policy, deployments, limits)).Find("m")!;

    public static ProviderDefinition Provider(string name, string[]? keys = null, Limits? limits = null) =>
        new(name, DialectNames.OpenAi, "http://127.0.0.1:1", keys ?? ["k"], [], null) { Limits = limits };

    public static ModelDefinition Definition(string name, string policy, (string Name, double Weight, int Priority)[] deployments, Limits? limits = null, string[]? fallbacks = null) => new(
        name, ModelTypes.Chat, policy, fallbacks ?? [], [.. deployments.Select(d => new DeploymentDefinition("p", d.Name, d.Weight, d.Priority, [], [], null) { Limits = limits })], [], null, null);

    public Call Call(Model model, string tenant = "t", string? conversation = null, string? user = null) => new(
        new DefaultHttpContext(), Operation.Chat, null!, default, model, new CallerIdentity(new TenantId(tenant), "key", user, conversation, "req"), Time.GetTimestamp());

    /// <summary>The names of all that a call may ask, in order, each one's place given back at once.</summary>
    public async Task<string> OrderAsync(Model model, Func<Candidate, string>? name = null, string? conversation = null)
    {
        var route = Routes.Plan(Call(model, conversation: conversation), null, out _)!;
        var asked = new List<string>();
        while (await route.NextAsync() is { } candidate)
        {
            asked.Add(name?.Invoke(candidate) ?? candidate.Deployment.UpstreamModel);
            Room.Leave(candidate);
        }

        return string.Join(' ', asked);
    }

    /// <summary>An attempt that has just ended.</summary>
    public static Attempt Attempt(Candidate candidate, Failure? failure = null, double seconds = 0.1, double? firstToken = null, CallEnd? end = null) => new(
        1, candidate, end ?? (failure is null ? CallEnd.Completed : CallEnd.UpstreamError), failure, failure is null, TimeSpan.FromSeconds(seconds),
        firstToken is { } first ? TimeSpan.FromSeconds(first) : null, null, null, 0);

    public static Failure Failure(FailureClass whose, int? status = null, TimeSpan? retryAfter = null) => new(whose, 502, "no", "server_error", null, null, status) { RetryAfter = retryAfter };

    internal sealed class ListedPrices : IPriceView
    {
        public Dictionary<string, decimal> ByModel { get; } = new(StringComparer.Ordinal);

        public decimal? EstimateFor(Deployment deployment, RequestHead head) => ByModel.TryGetValue(deployment.UpstreamModel, out var price) ? price : null;
    }
}
