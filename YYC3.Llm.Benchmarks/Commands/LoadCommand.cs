using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>Loads one service and prints what came of it.</summary>
internal sealed class LoadCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "load";

    /// <inheritdoc/>
    public string Summary => """
        load     --url http://127.0.0.1:9100 --model sim [--key sk-…] [--header name=value,…] [--connections 32] [--rate 200] [--seconds 10]
                 [--warm-up 2] [--content-events 64] [--pids 1,2]
                 closed loop, or an open one with --rate; streams with --content-events, which says how many each must have
        """;

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "url", "model", "key", "header", "connections", "rate", "seconds", "warm-up", "content-events", "pids");
        var plan = new LoadPlan
        {
            Model = options.Text("model") ?? "sim",
            ContentEvents = options.Number("content-events", 0, 0, 100_000),
            Connections = options.Number("connections", 32, 1, 10_000),
            Rate = options.Number("rate", 0, 0, 1_000_000),
            Duration = TimeSpan.FromSeconds(options.Number("seconds", 10, 1, 3600)),
            WarmUp = TimeSpan.FromSeconds(options.Number("warm-up", 2, 0, 600)),
        };
        using var meter = new ProcessMeter(options.Pids("pids"));
        var before = TimeSpan.Zero;
        var result = await new LoadDriver(TimeProvider.System).RunAsync(options.Target(), plan, () => before = meter.ProcessorTime, cancellationToken);
        var used = meter.ProcessorTime - before;

        await Console.Out.WriteLineAsync($"{result.Completed} calls in {result.Elapsed.TotalSeconds:F1} s: {result.PerSecond:F0}/s, {result.Failed} failed");
        await Console.Out.WriteLineAsync(Line("latency", result.Latency));
        if (plan.ContentEvents > 0)
        {
            await Console.Out.WriteLineAsync(Line("first text", result.FirstContent));
        }

        foreach (var (error, count) in result.Errors)
        {
            await Console.Out.WriteLineAsync($"{count} × {error}");
        }

        if (options.List("pids").Count > 0)
        {
            await Console.Out.WriteLineAsync($"processor {used.TotalSeconds / Math.Max(result.Completed, 1) * 1000:F3} s per 1,000 calls, resident {meter.ResidentBytes / 1048576} MB");
        }

        return result.Failed == 0 && result.Completed > 0 ? 0 : 1;
    }

    private static string Line(string what, LatencyHistogram times) =>
        $"{what}: p50 {times.Percentile(0.5).TotalMilliseconds:F2} ms, p90 {times.Percentile(0.9).TotalMilliseconds:F2}, p99 {times.Percentile(0.99).TotalMilliseconds:F2}, largest {times.Largest.TotalMilliseconds:F2}";
}
