using Microsoft.Extensions.Time.Testing;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Dialects.Offline;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class CandidatesTests
{
    private readonly FakeTimeProvider time = new();
    private readonly LiveState live;

    public CandidatesTests() => live = new LiveState(time);

    [Fact]
    public void Order_Priority_GoesByPriorityThenFile()
    {
        var model = Model("priority", [("a", 1, 2), ("b", 1, 0), ("c", 1, 2), ("d", 1, 0)]);

        Assert.Equal("b d a c", Names(Candidates.Order(model, live, () => 0.5)));
    }

    [Fact]
    public void Order_Weighted_ConvergesToTheWeights()
    {
        var model = Model("weighted", [("a", 6, 0), ("b", 3, 0), ("c", 1, 0), ("z", 0, 0)]);
        var random = new Random(42);
        var orders = Enumerable.Range(0, 20_000).Select(_ => Names(Candidates.Order(model, live, random.NextDouble))).ToList();

        Assert.InRange(orders.Count(order => order[0] == 'a') / 20_000.0, 0.59, 0.61);
        Assert.InRange(orders.Count(order => order[0] == 'b') / 20_000.0, 0.29, 0.31);
        Assert.InRange(orders.Count(order => order[0] == 'c') / 20_000.0, 0.09, 0.11);
        Assert.All(orders, order => Assert.EndsWith("z", order));

        // Without a, the second place is drawn by what is left: 3 to 1.
        var afterA = orders.Where(order => order[0] == 'a').ToList();
        Assert.InRange(afterA.Count(order => order[2] == 'b') / (double)afterA.Count, 0.73, 0.77);
    }

    [Fact]
    public void Order_Weighted_KeepsPrioritiesApart()
    {
        var model = Model("weighted", [("a", 100, 1), ("b", 1, 0)]);
        var random = new Random(1);

        Assert.All(Enumerable.Range(0, 100), _ => Assert.Equal("b a", Names(Candidates.Order(model, live, random.NextDouble))));
    }

    [Fact]
    public void Order_CoolingCandidate_IsAskedLastUntilItsTimeIsOver()
    {
        var model = Model("priority", [("a", 1, 0), ("b", 1, 0)]);
        var first = Candidates.Order(model, live, () => 0)[0];

        live.CoolDown(first, TimeSpan.FromSeconds(30));
        Assert.Equal("b a", Names(Candidates.Order(model, live, () => 0)));
        time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("a b", Names(Candidates.Order(model, live, () => 0)));
    }

    [Fact]
    public void Order_SeveralKeys_AreAllTriedFromARandomOneOn()
    {
        var model = Model("priority", [("a", 1, 0)], keys: ["k0", "k1", "k2"]);

        Assert.Equal(["k1", "k2", "k0"], Candidates.Order(model, live, () => 0.4).Select(candidate => candidate.Key!.Value));
        Assert.Equal(["k0", "k1", "k2"], Candidates.Order(model, live, () => 0).Select(candidate => candidate.Key!.Value));
    }

    [Fact]
    public void Order_Fallbacks_FollowInTheirOrderEachOnce()
    {
        var snapshot = Snapshot(new CatalogDefinition(
            [Provider("p")],
            [
                Definition("m", "priority", [("a", 1, 0)], ["n", "o"]),
                Definition("n", "priority", [("b", 1, 0)], ["m", "o"]),
                Definition("o", "priority", [("c", 1, 0)], []),
            ]));

        Assert.Equal("a b c", Names(Candidates.Order(snapshot.Find("m")!, live, () => 0)));
        Assert.Equal("b a c", Names(Candidates.Order(snapshot.Find("n")!, live, () => 0)));
    }

    private static string Names(Candidate[] candidates) => string.Join(' ', candidates.Select(candidate => candidate.Deployment.UpstreamModel));

    private static Model Model(string policy, (string Name, double Weight, int Priority)[] deployments, string[]? keys = null) =>
        Snapshot(new CatalogDefinition([Provider("p", keys)], [Definition("m", policy, deployments, [])])).Find("m")!;

    private static ProviderDefinition Provider(string name, string[]? keys = null) => new(name, DialectNames.OpenAi, "http://127.0.0.1:1", keys ?? ["k"], [], null);

    private static ModelDefinition Definition(string name, string policy, (string Name, double Weight, int Priority)[] deployments, string[] fallbacks) => new(
        name, ModelTypes.Chat, policy, fallbacks, [.. deployments.Select(d => new DeploymentDefinition("p", d.Name, d.Weight, d.Priority, [], [], null))], [], null, null);

    private static CatalogSnapshot Snapshot(CatalogDefinition definition) => new SnapshotBuilder(
        new DialectRegistry([new OpenAiDialect(), new OfflineDialect(TimeProvider.System)]),
        new PolicyRegistry([new PriorityPolicy(), new WeightedPolicy()]),
        new Placeholders(_ => null)).Build(1, definition, DiscoveredModels.None);
}
