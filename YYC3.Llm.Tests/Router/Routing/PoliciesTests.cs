using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing;
using YYC3.Llm.Router.Routing.Policies;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class PoliciesTests
{
    private static readonly IRoutingPolicy[] All = [new PriorityPolicy(), new WeightedPolicy(), new StickyPolicy(), new LeastBusyPolicy(), new LatencyPolicy(), new CostPolicy()];

    [Fact]
    public void Sort_Priority_GoesByPriorityThenFile()
    {
        var bench = new RoutingBench();

        Assert.Equal("b d a c", Order(bench.Model("priority", [("a", 1, 2), ("b", 1, 0), ("c", 1, 2), ("d", 1, 0)]), bench.Request()));
    }

    [Fact]
    public void Sort_Weighted_ConvergesToTheWeights()
    {
        var random = new Random(42);
        var bench = new RoutingBench(random.NextDouble);
        var model = bench.Model("weighted", [("a", 6, 0), ("b", 3, 0), ("c", 1, 0), ("z", 0, 0)]);
        var orders = Enumerable.Range(0, 20_000).Select(_ => Order(model, bench.Request())).ToList();

        Assert.InRange(orders.Count(order => order[0] == 'a') / 20_000.0, 0.59, 0.61);
        Assert.InRange(orders.Count(order => order[0] == 'b') / 20_000.0, 0.29, 0.31);
        Assert.InRange(orders.Count(order => order[0] == 'c') / 20_000.0, 0.09, 0.11);
        Assert.All(orders, order => Assert.EndsWith("z", order));

        // Without a, the second place is drawn by what is left: 3 to 1.
        var afterA = orders.Where(order => order[0] == 'a').ToList();
        Assert.InRange(afterA.Count(order => order[2] == 'b') / (double)afterA.Count, 0.73, 0.77);
    }

    [Property(MaxTest = 30)]
    public Property Sort_WeightedOfAnyWeights_Converges()
    {
        var weights = Gen.Choose(1, 20).ArrayOf(4);
        return Prop.ForAll(Arb.From(weights), Arb.From(Gen.Choose(0, int.MaxValue - 1)), (drawn, seed) =>
        {
            const int Draws = 4000;
            var random = new Random(seed);
            var bench = new RoutingBench(random.NextDouble);
            var model = bench.Model("weighted", [.. drawn.Select((weight, i) => ($"{(char)('a' + i)}", (double)weight, 0))]);
            var request = bench.Request();
            var firsts = Enumerable.Range(0, Draws).Select(_ => Order(model, request)[0] - 'a').CountBy(first => first).ToDictionary();
            return drawn.Select((weight, i) => (Expected: weight / (double)drawn.Sum(), Seen: firsts.GetValueOrDefault(i) / (double)Draws))
                .All(share => Math.Abs(share.Expected - share.Seen) < 0.05); // Over six standard errors.
        });
    }

    [Property(MaxTest = 300)]
    public Property Sort_AnyPoliciesOverAnyState_AsksEachDeploymentOnceWithinItsPriority()
    {
        var scenes =
            from count in Gen.Choose(1, 12)
            from priorities in Gen.Choose(0, 2).ArrayOf(count)
            from weights in Gen.Choose(0, 5).ArrayOf(count)
            from busy in Gen.Choose(0, 3).ArrayOf(count)
            from latency in Gen.Choose(0, 3000).ArrayOf(count)
            from policies in Gen.Shuffle(All)
            from used in Gen.Choose(1, All.Length)
            from unit in Gen.Choose(0, 5)
            from seed in Gen.Choose(0, 1_000_000)
            select (priorities, weights, busy, latency, policies: policies.Take(used).ToArray(), unit, seed);
        return Prop.ForAll(Arb.From(scenes), scene =>
        {
            var random = new Random(scene.seed);
            var bench = new RoutingBench(random.NextDouble);
            var model = bench.Model("priority", [.. scene.priorities.Select((priority, i) => ($"d{i}", (double)scene.weights[i], priority))]);
            for (var i = 0; i < scene.latency.Length; i++)
            {
                var live = model.Active[i].Live;
                for (var call = 0; call < scene.busy[i]; call++)
                {
                    live.Occupancy.TryEnter(0);
                }

                if (scene.latency[i] > 0)
                {
                    bench.Prices.ByModel[$"d{i}"] = scene.latency[i];
                    live.Observe(RoutingBench.Attempt(model.Active[i].Candidates[0], seconds: scene.latency[i] / 1000.0, firstToken: scene.latency[i] / 2000.0));
                }
            }

            var order = new int[model.Active.Length];
            Ordering.Sort(model.Active, scene.policies, bench.Request(unit: scene.unit == 0 ? null : (ulong)scene.unit), order);
            var sorted = order.Select(index => model.Active[index].Priority).ToList();
            return order.Order().SequenceEqual(Enumerable.Range(0, order.Length)) && sorted.SequenceEqual(sorted.Order());
        });
    }

    [Property(MaxTest = 20)]
    public Property Sort_StickyWhenADeploymentGoesOrComes_MovesOnlyItsOwnUnits()
    {
        return Prop.ForAll(Arb.From(Gen.Choose(3, 9)), Arb.From(Gen.Choose(0, int.MaxValue - 1)), (count, seed) =>
        {
            const int Units = 2000;
            var bench = new RoutingBench();
            var names = Enumerable.Range(0, count).Select(i => ($"d{i}", 1.0, 0)).ToArray();
            var gone = seed % count;
            var before = bench.Model("sticky", names);
            var after = bench.Model("sticky", [.. names.Where((_, i) => i != gone)]);
            var moved = 0;
            for (var i = 0; i < Units; i++)
            {
                var request = bench.Request(unit: StableHash.Of($"conv_{seed}_{i}"));
                var was = Order(before, request).Split(' ')[0];
                var now = Order(after, request).Split(' ')[0];
                if (was != now)
                {
                    moved++;
                    if (was != $"d{gone}")
                    {
                        return false; // Somebody moved who had no need to.
                    }
                }
            }

            var share = 1.0 / count;
            return Math.Abs((moved / (double)Units) - share) < 6 * Math.Sqrt(share * (1 - share) / Units);
        });
    }

    [Fact]
    public void Sort_StickyWithWeights_SharesTheUnitsByThem()
    {
        var bench = new RoutingBench();
        var model = bench.Model("sticky", [("a", 3, 0), ("b", 1, 0), ("c", 0, 0)]);
        var firsts = Enumerable.Range(0, 8000).Select(i => Order(model, bench.Request(unit: StableHash.Of($"user-{i}")))[0]).ToList();

        Assert.InRange(firsts.Count(first => first == 'a') / 8000.0, 0.73, 0.77);
        Assert.DoesNotContain('c', firsts);
    }

    [Fact]
    public void Sort_StickyWithoutAUnit_LeavesItToTheNextPolicy()
    {
        var random = new Random(3);
        var bench = new RoutingBench(random.NextDouble);
        var definition = RoutingBench.Definition("m", "weighted", [("a", 1, 0), ("b", 1, 0)]) with { Sticky = "conversation" };
        var model = bench.Snapshot([RoutingBench.Provider("p")], definition).Find("m")!;

        Assert.Equal(["sticky", "weighted"], model.Policies.Select(policy => policy.Name));
        Assert.Equal(2, Enumerable.Range(0, 50).Select(_ => Order(model, bench.Request())).Distinct().Count());
        Assert.Single(Enumerable.Range(0, 50).Select(_ => Order(model, bench.Request(unit: 9))).Distinct());
    }

    [Fact]
    public void Sort_LeastBusy_WeighsLatencyByCallsUnderWay()
    {
        var bench = new RoutingBench();
        var model = bench.Model("least-busy", [("slow", 1, 0), ("fast", 1, 0), ("new", 1, 0)]);
        model.Active[0].Live.Observe(RoutingBench.Attempt(model.Active[0].Candidates[0], seconds: 4));
        model.Active[1].Live.Observe(RoutingBench.Attempt(model.Active[1].Candidates[0], seconds: 1));
        Assert.Equal("new fast slow", Order(model, bench.Request())); // What is not known yet is tried,

        model.Active[2].Live.Occupancy.TryEnter(0);
        Assert.Equal("fast slow new", Order(model, bench.Request())); // but by one call at a time.

        for (var i = 0; i < 4; i++)
        {
            model.Active[1].Live.Occupancy.TryEnter(0);
        }

        Assert.Equal("slow fast new", Order(model, bench.Request())); // 4 s × 1 before 1 s × 5.
    }

    [Fact]
    public void Sort_Latency_GoesByTheFirstToken()
    {
        var bench = new RoutingBench();
        var model = bench.Model("latency", [("a", 1, 0), ("b", 1, 0)]);
        model.Active[0].Live.Observe(RoutingBench.Attempt(model.Active[0].Candidates[0], seconds: 1, firstToken: 0.9));
        model.Active[1].Live.Observe(RoutingBench.Attempt(model.Active[1].Candidates[0], seconds: 9, firstToken: 0.2));

        Assert.Equal("b a", Order(model, bench.Request()));
    }

    [Fact]
    public void Sort_Cost_AsksTheCheapestFirstAndUnknownPricesLast()
    {
        var bench = new RoutingBench();
        bench.Prices.ByModel["dear"] = 2m;
        bench.Prices.ByModel["cheap"] = 0.001m;

        Assert.Equal("cheap dear unknown", Order(bench.Model("cost", [("unknown", 1, 0), ("dear", 1, 0), ("cheap", 1, 0)]), bench.Request()));
    }

    private static string Order(Model model, RoutingRequest request)
    {
        var order = new int[model.Active.Length];
        Ordering.Sort(model.Active, model.Policies, request, order);
        return string.Join(' ', order.Select(index => model.Active[index].UpstreamModel));
    }
}
