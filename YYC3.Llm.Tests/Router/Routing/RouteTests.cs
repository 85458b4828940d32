using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Routing.Live;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class RouteTests
{
    private readonly RoutingBench bench = new();

    [Fact]
    public async Task Next_CoolingCandidate_IsAskedLastUntilItsTimeIsOver()
    {
        var model = bench.Model("priority", [("a", 1, 0), ("b", 1, 0)]);
        bench.Live.Attempted(null!, RoutingBench.Attempt(model.Active[0].Candidates[0], RoutingBench.Failure(FailureClass.Key, 429, TimeSpan.FromSeconds(30))));

        Assert.Equal("b a", await bench.OrderAsync(model));
        bench.Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal("a b", await bench.OrderAsync(model));
    }

    [Fact]
    public async Task Next_CooledKey_IsRememberedByTheNextSnapshot()
    {
        var definition = RoutingBench.Definition("m", "priority", [("a", 1, 0), ("b", 1, 0)]);
        var before = bench.Snapshot([RoutingBench.Provider("p")], definition).Find("m")!;
        bench.Live.Attempted(null!, RoutingBench.Attempt(before.Active[0].Candidates[0], RoutingBench.Failure(FailureClass.Key, 429)));

        var after = bench.Snapshot([RoutingBench.Provider("p", ["k"])], definition).Find("m")!;
        Assert.NotSame(before, after);
        Assert.Equal("b a", await bench.OrderAsync(after));
    }

    [Fact]
    public async Task Next_RefusedKey_CoolsForEveryModel_ARateOnlyForItsOwn()
    {
        var model = bench.Model("priority", [("a", 1, 0), ("b", 1, 0)], ["k0", "k1"]);
        var other = model.Active[1].Candidates[0];
        bench.Live.Attempted(null!, RoutingBench.Attempt(model.Active[0].Candidates[0], RoutingBench.Failure(FailureClass.Key, 429)));
        Assert.False(other.Lane.IsCooling(bench.Live.Clock.Now));

        bench.Live.Attempted(null!, RoutingBench.Attempt(model.Active[0].Candidates[0], RoutingBench.Failure(FailureClass.Key, 401)));
        Assert.True(other.Lane.IsCooling(bench.Live.Clock.Now));
        Assert.Equal("a:k1 b:k1 a:k0 b:k0", await bench.OrderAsync(model, candidate => $"{candidate.Deployment.UpstreamModel}:{candidate.Key!.Value}"));
    }

    [Fact]
    public async Task Next_SeveralKeys_AsksTheLeastLoadedFirstAndAmongEqualsFromARandomOneOn()
    {
        var drawn = new RoutingBench(() => 0.4);
        var model = drawn.Model("priority", [("a", 1, 0)], ["k0", "k1", "k2"]);

        Assert.Equal("k1 k2 k0", await drawn.OrderAsync(model, candidate => candidate.Key!.Value));
        drawn.Room.TryEnter(model.Active[0].Candidates[1]);
        Assert.Equal("k2 k0 k1", await drawn.OrderAsync(model, candidate => candidate.Key!.Value));
    }

    [Fact]
    public async Task Next_Fallbacks_FollowInTheirOrderEachOnce()
    {
        var snapshot = bench.Snapshot(
            [RoutingBench.Provider("p")],
            RoutingBench.Definition("m", "priority", [("a", 1, 0)], fallbacks: ["n", "o"]),
            RoutingBench.Definition("n", "priority", [("b", 1, 0)], fallbacks: ["m", "o"]),
            RoutingBench.Definition("o", "priority", [("c", 1, 0)]));

        Assert.Equal("a b c", await bench.OrderAsync(snapshot.Find("m")!));
        Assert.Equal("b a c", await bench.OrderAsync(snapshot.Find("n")!));
    }

    [Fact]
    public async Task Next_FullOrExhausted_ComesAfterWhatHasRoom()
    {
        var model = bench.Model("priority", [("a", 1, 0), ("b", 1, 0), ("c", 1, 0)], limits: new Limits(1, 0, TimeSpan.Zero));
        Assert.True(bench.Room.TryEnter(model.Active[0].Candidates[0]));
        var quota = default(QuotaReading);
        quota.Take("x-ratelimit-remaining-requests", "0", bench.Time);
        quota.Take("x-ratelimit-reset-requests", "20s", bench.Time);
        model.Active[1].Candidates[0].Lane.Quota.Take(quota);

        Assert.Equal("c b", await bench.OrderAsync(model)); // a has no room at all.
        bench.Room.Leave(model.Active[0].Candidates[0]);
        bench.Time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("a b c", await bench.OrderAsync(model));
    }

    [Fact]
    public async Task Next_OpenBreaker_IsAskedLastThenByOneProbeInItsTurn()
    {
        var model = bench.Model("priority", [("a", 1, 0), ("b", 1, 0)]);
        var broken = model.Active[0].Candidates[0];
        for (var i = 0; i < 10; i++)
        {
            bench.Live.Attempted(null!, RoutingBench.Attempt(broken, RoutingBench.Failure(FailureClass.Provider), seconds: 0));
        }

        Assert.Equal("b a", await bench.OrderAsync(model));
        bench.Time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("a b", await bench.OrderAsync(model)); // The probe, of which nothing has been heard yet:
        Assert.Equal("b a", await bench.OrderAsync(model)); // others do not wait for it.
        bench.Live.Attempted(null!, RoutingBench.Attempt(broken, seconds: 0));
        Assert.Equal("a b", await bench.OrderAsync(model));
    }

    [Theory]
    [InlineData(nameof(FailureClass.Key), "a:k1")]
    [InlineData(nameof(FailureClass.Account), "b:j")]
    [InlineData(nameof(FailureClass.Model), "b:j")]
    [InlineData(nameof(FailureClass.Provider), "b:j")]
    [InlineData(nameof(FailureClass.Caller), null)]
    [InlineData(nameof(FailureClass.Content), null)]
    [InlineData(nameof(FailureClass.ContextWindow), null)]
    public async Task GoesOn_EachClass_AsksWhomItMayHelpToAsk(string whose, string? next)
    {
        var definition = RoutingBench.Definition("m", "priority", []) with
        {
            Deployments = [new DeploymentDefinition("p", "a", 1, 0, [], [], null), new DeploymentDefinition("q", "b", 1, 0, [], [], null)],
        };
        var model = bench.Snapshot([RoutingBench.Provider("p", ["k0", "k1"]), RoutingBench.Provider("q", ["j"])], definition).Find("m")!;
        var route = bench.Routes.Plan(bench.Call(model), null, out _)!;
        var asked = await route.NextAsync();
        Assert.Equal("k0", asked!.Key!.Value);

        var goesOn = route.GoesOn(RoutingBench.Attempt(asked, RoutingBench.Failure(Enum.Parse<FailureClass>(whose))));

        Assert.Equal(next is not null, goesOn);
        if (next is not null)
        {
            var then = await route.NextAsync();
            Assert.Equal(next, $"{then!.Deployment.UpstreamModel}:{then.Key!.Value}");
        }
    }

    [Fact]
    public async Task GoesOn_AnAccountWithoutMoney_LeavesTheOtherKeysForTheEnd()
    {
        var model = bench.Model("priority", [("a", 1, 0)], ["k0", "k1"]);
        var route = bench.Routes.Plan(bench.Call(model), null, out _)!;
        var asked = (await route.NextAsync())!;

        Assert.True(route.GoesOn(RoutingBench.Attempt(asked, RoutingBench.Failure(FailureClass.Account))));
        Assert.Equal("k1", (await route.NextAsync())!.Key!.Value);
    }

    [Fact]
    public async Task GoesOn_TooLong_AsksOnlyLargerWindows()
    {
        var snapshot = bench.Snapshot(
            [RoutingBench.Provider("p")],
            RoutingBench.Definition("m", "priority", [("a", 1, 0)], fallbacks: ["same", "larger"]) with { ContextWindow = 1000 },
            RoutingBench.Definition("same", "priority", [("b", 1, 0)]) with { ContextWindow = 1000 },
            RoutingBench.Definition("larger", "priority", [("c", 1, 0)]) with { ContextWindow = 2000 });
        var route = bench.Routes.Plan(bench.Call(snapshot.Find("m")!), null, out _)!;
        var asked = (await route.NextAsync())!;

        Assert.True(route.GoesOn(RoutingBench.Attempt(asked, RoutingBench.Failure(FailureClass.ContextWindow))));
        Assert.Equal("c", (await route.NextAsync())!.Deployment.UpstreamModel);
        Assert.Null(await route.NextAsync());
    }

    [Fact]
    public void Plan_ACeiling_LeavesOutWhatIsDearerOrUnknown()
    {
        bench.Prices.ByModel["cheap"] = 0.01m;
        bench.Prices.ByModel["dear"] = 0.2m;
        var model = bench.Model("priority", [("dear", 1, 0), ("unknown", 1, 0), ("cheap", 1, 0)]);

        Assert.NotNull(bench.Routes.Plan(bench.Call(model), 0.05m, out var none));
        Assert.Null(none);
        Assert.Null(bench.Routes.Plan(bench.Call(model), 0.001m, out var refusal));
        Assert.Equal(("max_cost_exceeded", 400), (refusal!.Code, refusal.Status));
    }

    [Fact]
    public async Task Only_OneDeploymentWithOneKey_SparesThePlanUnlessSomethingLimitsIt()
    {
        Assert.NotNull(bench.Model("weighted", [("a", 1, 0)]).Only);
        Assert.Null(bench.Model("weighted", [("a", 1, 0)], ["k0", "k1"]).Only);
        Assert.Null(bench.Model("weighted", [("a", 1, 0)], limits: new Limits(1, 1, TimeSpan.Zero)).Only);
        Assert.Null(bench.Model("weighted", [("a", 1, 0)], keyLimits: new Limits(1, 1, TimeSpan.Zero)).Only);
        Assert.Equal("a", await bench.OrderAsync(bench.Model("weighted", [("a", 1, 0)])));
    }
}
