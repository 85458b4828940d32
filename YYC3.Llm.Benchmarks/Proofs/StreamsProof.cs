using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Comparison;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>Many streams at once end whole, and leave no memory behind.</summary>
internal sealed class StreamsProof : IProof
{
    private const double Growth = 1.10;

    /// <inheritdoc/>
    public string Name => "streams";

    /// <inheritdoc/>
    public string Summary => "streams [--target chain | --url … --model … --key … --header … --pids …] [--streams 500] [--content-events 64] [--waves 4]: no error, none stalled, memory back within 10 %";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "target", "url", "model", "key", "header", "pids", "streams", "content-events", "waves");
        var streams = options.Number("streams", 500, 1, 10_000);
        var events = options.Number("content-events", 64, 1, 100_000);
        var waves = options.Number("waves", 4, 1, 1000);
        if (options.Text("url") is not null)
        {
            return Print(await StreamWaves.RunAsync(options.Target(), options.Required("model"), events, options.Pids("pids"), streams, waves, TimeProvider.System, cancellationToken));
        }

        await using var rig = await Rig.StartAsync(events, TimeProvider.System, cancellationToken);
        var contender = await ContestantRegistry.Get(options.Text("target") ?? "chain").StartAsync(rig, cancellationToken);
        return Print(await StreamWaves.RunAsync(contender.Target, rig.StreamModel, events, contender.Pids, streams, waves, TimeProvider.System, cancellationToken));
    }

    private static int Print(StreamWaves.Outcome outcome)
    {
        Console.WriteLine($"{outcome.Completed} streams complete, {outcome.Failed} not{string.Concat(outcome.Errors.Select(error => $"; {error.Value} × {error.Key}"))}");
        Console.WriteLine($"first text p50 {outcome.FirstContent.Percentile(0.5).TotalMilliseconds:F1} ms, p99 {outcome.FirstContent.Percentile(0.99).TotalMilliseconds:F1} ms, largest {outcome.FirstContent.Largest.TotalMilliseconds:F1} ms");
        Console.WriteLine($"resident: idle {outcome.Idle / 1048576} MB, after the warm-up {outcome.Before / 1048576} MB, highest {outcome.Highest / 1048576} MB, after the last wave {outcome.After / 1048576} MB");
        var holds = outcome.Failed == 0 && outcome.After <= outcome.Before * Growth;
        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
