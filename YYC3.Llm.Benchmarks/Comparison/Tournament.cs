using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>Rounds in which every contender does everything once, in a changing order, so that a disturbance of the machine meets all of them.</summary>
internal sealed class Tournament(Rig rig, IReadOnlyList<Contender> contenders, TournamentPlan plan, LoadDriver driver, Action<string> say)
{
    /// <summary>Content events of each stream.</summary>
    public const int ContentEvents = 64;

    /// <summary>Runs the rounds.</summary>
    public async Task<IReadOnlyDictionary<string, Standing>> RunAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        // A lap that nobody counts: it is the one in which the runtime compiles the hot paths, and compiles them again by what it learnt.
        foreach (var contender in contenders)
        {
            await MeasureAsync(contender, Plain with { Duration = plan.FirstLap }, cancellationToken);
            await LapAsync(contender, new Standing(), cancellationToken);
        }

        var standings = contenders.ToDictionary(contender => contender.Name, _ => new Standing(), StringComparer.Ordinal);
        for (var round = 0; round < plan.Rounds; round++)
        {
            for (var place = 0; place < contenders.Count; place++)
            {
                var contender = contenders[(place + round) % contenders.Count];
                var standing = standings[contender.Name];
                await LapAsync(contender, standing, cancellationToken);
                say($"round {round + 1}/{plan.Rounds} {contender.Name}: {standing.Plain[^1].PerSecond:F0}/s, {(contender.Streams ? $"first text p50 {standing.Streams[^1].P50:F1} ms, " : "")}failed so far {standing.Failed}");
            }
        }

        foreach (var contender in contenders.Where(contender => contender.Pids.Count > 0 && contender.Streams))
        {
            standings[contender.Name].Waves = await StreamWaves.RunAsync(
                contender.Target, rig.StreamModel, ContentEvents, contender.Pids, plan.ManyStreams, plan.Waves, time, cancellationToken);
            say($"{plan.ManyStreams} streams {contender.Name}: {standings[contender.Name].Waves!.Failed} failed");
        }

        foreach (var contender in contenders.Where(contender => contender.Services.Count > 0))
        {
            standings[contender.Name].AllocatedPerCall = await AllocatedPerCallAsync(contender, cancellationToken);
        }

        return standings;
    }

    private LoadPlan Plain => new() { Model = Rig.PlainModel, Connections = plan.Connections, Duration = plan.Measured, WarmUp = plan.WarmUp };

    private async Task<double> AllocatedPerCallAsync(Contender contender, CancellationToken cancellationToken)
    {
        using var meter = new AllocationMeter(Rig.InternalKey);
        var before = await meter.ReadAsync(contender.Services, cancellationToken);
        var load = new LoadPlan { Model = Rig.PlainModel, Connections = 8, CallsEach = 1000, Duration = TimeSpan.FromSeconds(30) };
        var result = await driver.RunAsync(contender.Target, load, null, cancellationToken);
        return (await meter.ReadAsync(contender.Services, cancellationToken) - before) / Math.Max(result.Completed, 1);
    }

    private async Task LapAsync(Contender contender, Standing standing, CancellationToken cancellationToken)
    {
        standing.Plain.Add(await MeasureAsync(contender, Plain, cancellationToken));
        standing.Paced.Add(await MeasureAsync(contender, Plain with { Rate = plan.Rate }, cancellationToken));
        if (!contender.Streams)
        {
            return;
        }

        var streams = Plain with { Model = rig.StreamModel, ContentEvents = ContentEvents, Connections = plan.Streams, Spread = TimeSpan.FromMilliseconds(ContentEvents * 5) };
        standing.Streams.Add(await MeasureAsync(contender, streams, cancellationToken));
    }

    private async Task<Figures> MeasureAsync(Contender contender, LoadPlan load, CancellationToken cancellationToken)
    {
        using var meter = new ProcessMeter(contender.Pids);
        var before = TimeSpan.Zero;
        var result = await driver.RunAsync(contender.Target, load, () => before = meter.ProcessorTime, cancellationToken);
        foreach (var (error, count) in result.Errors)
        {
            say($"{contender.Name}: {count} × {error}");
        }

        return Figures.Of(result, load.ContentEvents > 0, meter.ProcessorTime - before);
    }
}
