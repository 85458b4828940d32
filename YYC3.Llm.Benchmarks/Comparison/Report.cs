using System.Text;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>The comparison as Markdown: medians, ratios, and the bars they are held against.</summary>
internal sealed class Report(TournamentPlan plan, IReadOnlyDictionary<string, Standing> standings, IReadOnlyDictionary<string, string> absent, double? loadBefore)
{
    private const string Yarp = "yarp";
    private const string TwoHops = "bare2";
    private const string Busy = "\n\n**The machine was busy with other things: measure again on a quiet one before you rely on any of this.**";

    /// <summary>Writes the report.</summary>
    /// <param name="day">The day it was measured.</param>
    public string Write(DateOnly day)
    {
        var text = new StringBuilder($"""
            # What a call through the gateway costs

            Written by `dotnet run -c Release --project YYC3.Llm.Benchmarks -- compare` on {day:yyyy-MM-dd}. Read the ratios: driver, simulator and
            contestant share the machine, so absolute figures say as much about it as about the code.

            - Machine: {MachineFacts.Line}{(loadBefore is { } load ? $"; load average before the run {load:F1}" : "")}.
            - {plan.Rounds} interleaved rounds of {plan.Measured.TotalSeconds:F0} s for each measurement after {plan.WarmUp.TotalSeconds:F0} s of warm-up; medians over the rounds. Before them, {plan.FirstLap.TotalSeconds:F0} s of plain calls and a whole lap for each.
            - Router and ChatApi export telemetry over OTLP with one trace in ten sampled; Router's models name the simulator as their only provider.
            - CPU is that of the contestant's own processes.

            ## Plain calls, {plan.Connections} connections in a closed loop

            | | requests/s | of YARP | p50 / p99 ms | CPU s per 1,000 | of YARP |
            |---|---|---|---|---|---|

            """);
        if (loadBefore > Environment.ProcessorCount)
        {
            text.Insert(text.ToString().IndexOf("\n\n## ", StringComparison.Ordinal), Busy);
        }

        foreach (var (title, standing) in Rows)
        {
            var rate = Mid(standing.Plain, figures => figures.PerSecond);
            var processor = Mid(standing.Plain, figures => figures.ProcessorPer1000);
            text.Append($"| {title} | {rate:N0} | {Ratio(rate, Yarp, s => Mid(s.Plain, f => f.PerSecond))} | {Mid(standing.Plain, f => f.P50):F2} / {Mid(standing.Plain, f => f.P99):F2} | ")
                .Append($"{Processor(processor)} | {Ratio(processor, Yarp, s => Mid(s.Plain, f => f.ProcessorPer1000))} |\n");
        }

        text.Append($"\n## Plain calls at {plan.Rate} requests/s (open loop, counted from when each call was due)\n\n| | p50 / p99 ms | added p50 / p99 ms |\n|---|---|---|\n");
        foreach (var (title, standing) in Rows)
        {
            var (p50, p99) = (Mid(standing.Paced, f => f.P50), Mid(standing.Paced, f => f.P99));
            text.Append($"| {title} | {p50:F2} / {p99:F2} | {Added(p50, f => f.P50)} / {Added(p99, f => f.P99)} |\n");
        }

        text.Append($"\n## {plan.Streams} concurrent streams of 64 chunks, 5 ms apart, begun at evenly spread moments\n\n| | first text p50 / p99 ms | p50 of two bare hops | streams/s | CPU s per 1,000 | failed |\n|---|---|---|---|---|---|\n");
        foreach (var (title, standing) in Rows.Where(row => row.Standing.Streams.Count > 0))
        {
            var first = Mid(standing.Streams, f => f.P50);
            text.Append($"| {title} | {first:F1} / {Mid(standing.Streams, f => f.P99):F1} | {Ratio(first, TwoHops, s => Mid(s.Streams, f => f.P50))} | {Mid(standing.Streams, f => f.PerSecond):F0} | ")
                .Append($"{Processor(Mid(standing.Streams, f => f.ProcessorPer1000))} | {standing.Streams.Sum(f => f.Failed)} |\n");
        }

        text.Append($"\n## {plan.ManyStreams} concurrent streams, resident memory in MB\n\n| | idle | after {StreamWaves.WarmUpWaves} waves | highest | after {plan.Waves} more | failed |\n|---|---|---|---|---|---|\n");
        foreach (var (title, standing) in Rows.Where(row => row.Standing.Waves is not null))
        {
            var waves = standing.Waves!;
            text.Append($"| {title} | {Megabytes(waves.Idle)} | {Megabytes(waves.Before)} | {Megabytes(waves.Highest)} | {Megabytes(waves.After)} | {waves.Failed} |\n");
        }

        if (Rows.Any(row => row.Standing.AllocatedPerCall is not null))
        {
            text.Append("\n## Allocations\n\n| | bytes per plain call, with all that the services do beside it |\n|---|---|\n");
            foreach (var (title, standing) in Rows.Where(row => row.Standing.AllocatedPerCall is not null))
            {
                text.Append($"| {title} | {standing.AllocatedPerCall:N0} |\n");
            }
        }

        foreach (var (title, reason) in absent)
        {
            text.Append($"\nNot measured: {title}. {reason}\n");
        }

        return text.Append(new Bars(standings).Write()).ToString();
    }

    private IEnumerable<(string Title, Standing Standing)> Rows =>
        ContestantRegistry.All.Where(contestant => standings.ContainsKey(contestant.Name)).Select(contestant => (contestant.Title, standings[contestant.Name]));

    private static double Mid(List<Figures> figures, Func<Figures, double> pick) => Median.Of(figures.Select(pick));

    private string Ratio(double value, string against, Func<Standing, double> pick) =>
        standings.TryGetValue(against, out var other) && pick(other) > 0 && value > 0 ? $"{value / pick(other):F2}" : "–";

    private string Added(double value, Func<Figures, double> pick) => standings.TryGetValue("direct", out var direct) ? $"{value - Mid(direct.Paced, pick):F2}" : "–";

    private static string Processor(double seconds) => seconds > 0 ? $"{seconds:F3}" : "–";

    private static string Megabytes(long bytes) => $"{bytes / 1048576.0:F0}";
}
