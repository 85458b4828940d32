using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using YYC3.Llm.Router.Catalog;
using YYC3.Llm.Router.Routing;

namespace YYC3.Llm.Tests.Router.Routing;

public sealed class WaitingRoomTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    private readonly RoutingBench bench = new();

    [Fact]
    public async Task Wait_ManyTenants_TakeTurnsAndEachKeepsItsOrder()
    {
        var only = bench.Model("priority", [("a", 1, 0)], limits: new Limits(1, 100, Long)).Active[0].Candidates;
        Assert.True(bench.Room.TryEnter(only[0]));
        var served = new List<string>();
        var waits = new List<Task>();
        foreach (var who in new[] { "x1", "x2", "x3", "x4", "y1", "y2", "z1" })
        {
            waits.Add(ServeAsync(who));
        }

        Assert.Equal(7, bench.Room.Waiting);
        bench.Room.Leave(only[0]);
        await Task.WhenAll(waits).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(["x1", "y1", "z1", "x2", "y2", "x3", "x4"], served);
        Assert.Equal((0, 0, 0), State(only[0]));

        async Task ServeAsync(string who)
        {
            var candidate = await bench.Room.WaitAsync(only, who[..1], Long, TestContext.Current.CancellationToken);
            lock (served)
            {
                served.Add(who);
            }

            bench.Room.Leave(candidate!);
        }
    }

    [Fact]
    public async Task TryEnter_WhileOthersWait_DoesNotPassThem()
    {
        var only = bench.Model("priority", [("a", 1, 0)], limits: new Limits(1, 1, Long)).Active[0].Candidates;
        Assert.True(bench.Room.TryEnter(only[0]));
        var waiting = bench.Room.WaitAsync(only, "t", Long, TestContext.Current.CancellationToken).AsTask();
        bench.Room.Leave(only[0]);

        Assert.False(bench.Room.TryEnter(only[0])); // The place has gone to who waited.
        bench.Room.Leave((await waiting)!);
        Assert.True(bench.Room.TryEnter(only[0]));
    }

    [Fact]
    public async Task Wait_FullQueueOrTooLong_ComesBackWithNothing()
    {
        var only = bench.Model("priority", [("a", 1, 0)], limits: new Limits(1, 1, TimeSpan.FromSeconds(3))).Active[0].Candidates;
        bench.Room.TryEnter(only[0]);
        var first = bench.Room.WaitAsync(only, "t", Long, TestContext.Current.CancellationToken).AsTask();

        Assert.Null(await bench.Room.WaitAsync(only, "u", Long, TestContext.Current.CancellationToken));
        bench.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.Null(await first);
        Assert.Equal((1, 0, 0), State(only[0]));
    }

    [Fact]
    public async Task Wait_CancelledCaller_LeavesTheQueueToOthers()
    {
        var only = bench.Model("priority", [("a", 1, 0)], limits: new Limits(1, 1, Long)).Active[0].Candidates;
        bench.Room.TryEnter(only[0]);
        using var left = new CancellationTokenSource();
        var first = bench.Room.WaitAsync(only, "t", Long, left.Token).AsTask();
        await left.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);

        var second = bench.Room.WaitAsync(only, "t", Long, TestContext.Current.CancellationToken).AsTask();
        bench.Room.Leave(only[0]);
        Assert.NotNull(await second);
    }

    [Fact]
    public async Task Wait_ForSeveral_TakesWhicheverIsFreeFirst()
    {
        var candidates = bench.Model("priority", [("a", 1, 0), ("b", 1, 0)], limits: new Limits(1, 1, Long)).Active.Select(deployment => deployment.Candidates[0]).ToArray();
        Assert.True(bench.Room.TryEnter(candidates[0]));
        Assert.True(bench.Room.TryEnter(candidates[1]));
        var waiting = bench.Room.WaitAsync(candidates, "t", Long, TestContext.Current.CancellationToken).AsTask();
        bench.Room.Leave(candidates[1]);

        Assert.Same(candidates[1], await waiting);
        Assert.Equal((1, 0, 0), State(candidates[0]));
    }

    [Fact]
    public async Task Leave_AKeySharedByDeployments_ServesWhoWaitsForAnother()
    {
        var model = bench.Model("priority", [("a", 1, 0), ("b", 1, 0)], keyLimits: new Limits(1, 1, Long));
        var (a, b) = (model.Active[0].Candidates[0], model.Active[1].Candidates[0]);
        Assert.True(bench.Room.TryEnter(a));
        Assert.False(bench.Room.TryEnter(b));
        var waiting = bench.Room.WaitAsync([b], "t", Long, TestContext.Current.CancellationToken).AsTask();
        bench.Room.Leave(a);

        Assert.Same(b, await waiting);
    }

    [Property(MaxTest = 60)]
    public Property AnyInterleaving_OfCallsThatEndLeaveOrTimeOut_LosesNoPlaceAndExceedsNone()
    {
        var scenes =
            from places in Gen.Choose(1, 3)
            from keyPlaces in Gen.Choose(0, 2)
            from queue in Gen.Choose(0, 6)
            from steps in Gen.Choose(0, 1000).ArrayOf(60)
            select (places, keyPlaces, queue, steps);
        return Prop.ForAll(Arb.From(scenes), scene => RunAsync(scene.places, scene.keyPlaces, scene.queue, scene.steps).GetAwaiter().GetResult());
    }

    /// <summary>The same on many threads at once, where nothing decides the order but the machine.</summary>
    [Fact]
    public async Task ManyThreads_LoseNoPlaceAndLeaveNobodyWaiting()
    {
        var model = bench.Model("priority", [("a", 1, 0), ("b", 1, 0)], ["k0", "k1"], new Limits(3, 1000, Long), new Limits(2, 1000, Long));
        var all = model.Active.SelectMany(deployment => deployment.Candidates).ToArray();
        var exceeded = 0;
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            var random = new Random(worker);
            for (var i = 0; i < 400; i++)
            {
                var mine = all.Where(_ => random.Next(2) == 0).DefaultIfEmpty(all[worker % all.Length]).ToArray();
                using var leaving = new CancellationTokenSource();
                var candidate = Array.Find(mine, bench.Room.TryEnter);
                if (candidate is null)
                {
                    var waiting = bench.Room.WaitAsync(mine, $"t{worker % 3}", Long, leaving.Token).AsTask();
                    if (random.Next(4) == 0)
                    {
                        await leaving.CancelAsync();
                    }

                    try
                    {
                        candidate = await waiting;
                    }
                    catch (OperationCanceledException)
                    {
                        continue;
                    }
                }

                if (all.Any(other => other.Lane.Deployment.Occupancy.InFlight > 3))
                {
                    Interlocked.Increment(ref exceeded);
                }

                await Task.Yield();
                bench.Room.Leave(candidate!);
            }
        }))).WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        Assert.Equal(0, exceeded);
        Assert.Equal(0, bench.Room.Waiting);
        Assert.All(all, candidate => Assert.Equal((0, 0, 0), State(candidate)));
    }

    private static async Task<bool> RunAsync(int places, int keyPlaces, int queue, int[] steps)
    {
        var bench = new RoutingBench();
        var model = bench.Model(
            "priority", [("a", 1, 0), ("b", 1, 0)], ["k0", "k1"], new Limits(places, queue, TimeSpan.FromSeconds(5)), keyPlaces == 0 ? null : new Limits(keyPlaces, queue, TimeSpan.FromSeconds(5)));
        var all = model.Active.SelectMany(deployment => deployment.Candidates).ToArray();
        var holding = new List<Candidate>();
        var waiting = new List<(Task<Candidate?> Task, CancellationTokenSource Left)>();
        foreach (var step in steps)
        {
            var pick = step / 10;
            switch (step % 10)
            {
                case <= 4: // A call comes.
                    var mine = all.Where((_, i) => ((pick >> i) & 1) == 0).DefaultIfEmpty(all[0]).ToArray();
                    if (Array.Find(mine, bench.Room.TryEnter) is { } free)
                    {
                        holding.Add(free);
                    }
                    else
                    {
                        var left = new CancellationTokenSource();
                        waiting.Add((bench.Room.WaitAsync(mine, $"t{pick % 3}", TimeSpan.FromMinutes(1), left.Token).AsTask(), left));
                    }

                    break;
                case <= 7 when holding.Count > 0: // One ends.
                    bench.Room.Leave(holding[pick % holding.Count]);
                    holding.RemoveAt(pick % holding.Count);
                    break;
                case 8 when waiting.Count > 0: // One leaves.
                    await waiting[pick % waiting.Count].Left.CancelAsync();
                    break;
                default: // Time passes.
                    bench.Time.Advance(TimeSpan.FromSeconds(pick % 3));
                    break;
            }

            if (all.Any(candidate => candidate.Lane.Deployment.Occupancy.InFlight > places || (keyPlaces > 0 && candidate.Lane.Key.Occupancy.InFlight > keyPlaces)))
            {
                return false;
            }
        }

        // All calls end; whoever waits is served in the end, or has left.
        var ends = waiting.ConvertAll(entry => EndAsync(entry.Task));
        holding.ForEach(bench.Room.Leave);
        await Task.WhenAll(ends).WaitAsync(TimeSpan.FromSeconds(30));
        return bench.Room.Waiting == 0 && all.All(candidate => State(candidate) == (0, 0, 0) && candidate.Lane.Key.Occupancy is { InFlight: 0, Waiters: 0 });

        async Task EndAsync(Task<Candidate?> call)
        {
            try
            {
                if (await call is { } candidate)
                {
                    bench.Room.Leave(candidate);
                }
            }
            catch (OperationCanceledException)
            {
                // It left.
            }
        }
    }

    private static (int InFlight, int Waiters, int Queued) State(Candidate candidate) =>
        (candidate.Lane.Deployment.Occupancy.InFlight, candidate.Lane.Deployment.Occupancy.Waiters, candidate.Lane.Deployment.Queued);
}
