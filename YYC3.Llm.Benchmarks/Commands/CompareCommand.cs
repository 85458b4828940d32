using YYC3.Llm.Benchmarks.Comparison;
using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>Measures all ways to the simulator in one run and writes the report.</summary>
internal sealed class CompareCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "compare";

    /// <inheritdoc/>
    public string Summary => """
        compare  [--only direct,bare,bare2,yarp,router,cache,chain] [--rounds 5] [--seconds 3] [--out docs/benchmarks/gateway.md]
                 starts simulator and contestants as processes, interleaves rounds, writes medians and ratios; takes about 6 minutes
        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "only", "rounds", "seconds", "out");
        var plan = new TournamentPlan { Rounds = options.Number("rounds", 5, 1, 100), Measured = TimeSpan.FromSeconds(options.Number("seconds", 3, 1, 600)) };
        var contestants = options.List("only") is { Count: > 0 } only ? [.. only.Select(ContestantRegistry.Get)] : ContestantRegistry.All;
        var time = TimeProvider.System;
        var driver = new LoadDriver(time);

        var loadBefore = MachineFacts.Load;
        await using var rig = await Rig.StartAsync(Tournament.ContentEvents, time, cancellationToken);
        var contenders = new List<Contender>();
        var absent = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var contestant in contestants)
        {
            try
            {
                var contender = await contestant.StartAsync(rig, cancellationToken);
                await TryOutAsync(driver, rig, contender, cancellationToken);
                contenders.Add(contender);
            }
            catch (UsageException error)
            {
                await Console.Error.WriteLineAsync($"{contestant.Name} is left out: {error.Message}");
                absent[contestant.Title] = error.Message.Split('\n')[0];
            }
        }

        var standings = await new Tournament(rig, contenders, plan, driver, Console.WriteLine).RunAsync(time, cancellationToken);
        var report = new Report(plan, standings, absent, loadBefore).Write(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        await Console.Out.WriteLineAsync(report);
        if (options.Text("out") is { } file)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
            await File.WriteAllTextAsync(file, report, cancellationToken);
        }

        return absent.Count == 0 && standings.Values.Sum(standing => standing.Failed) == 0 ? 0 : 1;
    }

    // One call of each kind tells a service that was set up wrongly from one that is slow.
    private static async Task TryOutAsync(LoadDriver driver, Rig rig, Contender contender, CancellationToken cancellationToken)
    {
        var plain = new LoadPlan { Model = Rig.PlainModel, Connections = 1, CallsEach = 1, Duration = TimeSpan.FromSeconds(5) };
        foreach (var load in (LoadPlan[])(contender.Streams ? [plain, plain with { Model = rig.StreamModel, ContentEvents = Tournament.ContentEvents }] : [plain]))
        {
            var result = await driver.RunAsync(contender.Target, load, null, cancellationToken);
            if (result.Failed > 0)
            {
                throw new UsageException($"A {(load.ContentEvents > 0 ? "streamed" : "plain")} call to {contender.Target.Url} failed: {result.Errors.First().Key}.");
            }
        }
    }
}
