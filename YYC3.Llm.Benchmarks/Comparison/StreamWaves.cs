using YYC3.Llm.Benchmarks.Load;
using YYC3.Llm.Benchmarks.Measuring;

namespace YYC3.Llm.Benchmarks.Comparison;

/// <summary>Waves of so many streams at once, with the memory of the processes that carry them.</summary>
internal static class StreamWaves
{
    /// <summary>Waves before memory is compared: until then pools fill and the collector finds the heap size it settles on.</summary>
    public const int WarmUpWaves = 3;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(250);

    /// <summary>What the waves showed; memory in bytes, 0 where no process was named.</summary>
    /// <param name="Completed">Streams that ended whole.</param>
    /// <param name="Failed">Streams that did not.</param>
    /// <param name="Errors">Why not.</param>
    /// <param name="FirstContent">Times to the first text.</param>
    /// <param name="Idle">Resident before the first wave.</param>
    /// <param name="Before">Resident after the waves of the warm-up.</param>
    /// <param name="Highest">Resident at most.</param>
    /// <param name="After">Resident after the last wave, as soon as it was back within a tenth, else after 30 s.</param>
    public sealed record Outcome(long Completed, long Failed, IReadOnlyDictionary<string, int> Errors, LatencyHistogram FirstContent, long Idle, long Before, long Highest, long After);

    /// <summary>Runs the waves: those of the warm-up are the measure for the memory after the others.</summary>
    public static async Task<Outcome> RunAsync(
        LoadTarget target, string model, int contentEvents, IReadOnlyList<int> pids, int streams, int waves, TimeProvider time, CancellationToken cancellationToken)
    {
        using var meter = new ProcessMeter(pids);
        var plan = new LoadPlan { Model = model, ContentEvents = contentEvents, Connections = streams, CallsEach = WarmUpWaves, Duration = TimeSpan.FromSeconds(WarmUpWaves) };
        var driver = new LoadDriver(time);
        var idle = meter.ResidentBytes;
        await driver.RunAsync(target, plan, null, cancellationToken);
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        var before = meter.ResidentBytes;

        var running = driver.RunAsync(target, plan with { CallsEach = waves, Duration = TimeSpan.FromSeconds(waves) }, null, cancellationToken);
        var highest = before;
        while (await Task.WhenAny(running, Task.Delay(Glance, time, cancellationToken)) != running)
        {
            highest = Math.Max(highest, meter.ResidentBytes);
        }

        var result = await running;
        var calmFrom = time.GetTimestamp();
        var after = meter.ResidentBytes;
        while (after > before * 1.1 && time.GetElapsedTime(calmFrom) < Calm)
        {
            await Task.Delay(Glance, time, cancellationToken);
            after = meter.ResidentBytes;
        }

        return new Outcome(result.Completed, result.Failed, result.Errors, result.FirstContent, idle, before, Math.Max(highest, after), after);
    }
}
