using System.Text.Json;
using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Comparison;
using YYC3.Llm.Benchmarks.Load;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>A catalog that changes under load, each change seen in force, drops no call and loses no place.</summary>
internal sealed class ReloadProof : IProof
{
    private static readonly TimeSpan Seen = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public string Name => "reload";

    /// <inheritdoc/>
    public string Summary => "reload [--changes 100] [--connections 16]: models.json changed so many times under load, no call fails";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "changes", "connections");
        var changes = options.Number("changes", 100, 1, 10_000);
        var connections = options.Number("connections", 16, 1, 1000);
        var time = TimeProvider.System;
        await using var rig = await Rig.StartAsync(64, time, cancellationToken);
        var contender = await ContestantRegistry.Get("router").StartAsync(rig, cancellationToken);
        using var client = new HttpClient { BaseAddress = contender.Target.Url };
        foreach (var (name, value) in contender.Target.Headers)
        {
            client.DefaultRequestHeaders.TryAddWithoutValidation(name, value);
        }

        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var load = LoadAsync(contender.Target, connections, enough, time, cancellationToken);
        var missed = 0;
        for (var change = 1; change <= changes; change++)
        {
            var (before, _) = await StateAsync(client, cancellationToken);
            await rig.WriteModelsAsync(change, cancellationToken);
            missed += await ReachesAsync(async () => (await StateAsync(client, cancellationToken)).Epoch > before, time, cancellationToken) ? 0 : 1;
        }

        await enough.CancelAsync();
        var (completed, failed, errors) = await load;
        var idle = await ReachesAsync(async () => (await StateAsync(client, cancellationToken)).InFlight == 0, time, cancellationToken);
        Console.WriteLine($"{changes} changes, {missed} not seen in force within {Seen.TotalSeconds} s; {completed} calls complete, {failed} not{string.Concat(errors.Select(error => $"; {error.Value} × {error.Key}"))}; {(idle ? "no place lost" : "places lost")}");
        var holds = missed == 0 && failed == 0 && completed > 0 && idle;
        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }

    /// <summary>Waves of load of one second each, until it is enough: each wave's calls end before the next begins.</summary>
    private static async Task<(long Completed, long Failed, Dictionary<string, long> Errors)> LoadAsync(
        LoadTarget target, int connections, CancellationTokenSource enough, TimeProvider time, CancellationToken cancellationToken)
    {
        var plan = new LoadPlan { Model = Rig.PlainModel, Connections = connections, Duration = TimeSpan.FromSeconds(1) };
        long completed = 0, failed = 0;
        var errors = new Dictionary<string, long>(StringComparer.Ordinal);
        while (!enough.IsCancellationRequested)
        {
            var wave = await new LoadDriver(time).RunAsync(target, plan, null, cancellationToken);
            completed += wave.Completed;
            failed += wave.Failed;
            foreach (var (error, count) in wave.Errors)
            {
                errors[error] = errors.GetValueOrDefault(error) + count;
            }
        }

        return (completed, failed, errors);
    }

    private static async Task<(long Epoch, int InFlight)> StateAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var answer = await client.GetAsync(new Uri("/admin/routes", UriKind.Relative), cancellationToken);
        using var routes = JsonDocument.Parse(await answer.Content.ReadAsByteArrayAsync(cancellationToken));
        return (routes.RootElement.GetProperty("epoch").GetInt64(), routes.RootElement.GetProperty("data").EnumerateArray().Sum(route => route.GetProperty("in_flight").GetInt32()));
    }

    private static async Task<bool> ReachesAsync(Func<Task<bool>> reached, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (!await reached())
        {
            if (time.GetElapsedTime(start) > Seen)
            {
                return false;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), time, cancellationToken);
        }

        return true;
    }
}
