using System.Collections.Concurrent;

namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>
/// The run: a wave of calls in peace, one while the database is away, one in whose middle Router is killed, and one on the Router that takes
/// over. Each has models of its own, so that what the kill took with it is counted apart.
/// </summary>
/// <param name="calls">Calls of each wave.</param>
/// <param name="callers">Callers at once.</param>
/// <param name="seed">Of the calls and of the faults.</param>
/// <param name="time">The clock.</param>
internal sealed class ChaosRun(int calls, int callers, int seed, TimeProvider time)
{
    private const string Peace = "peace", Outage = "outage", Kill = "kill", Again = "again";

    private readonly Random random = new(seed);

    /// <summary>Runs it.</summary>
    public async Task<ChaosOutcome> RunAsync(CancellationToken cancellationToken)
    {
        await using var rig = await ChaosRig.StartAsync(seed, [Peace, Outage, Kill, Again], time, cancellationToken);
        var results = new List<ChaosResult>();
        results.AddRange(await WaveAsync(rig, Peace, null, cancellationToken));

        long pending;
        await using (await rig.TakeDatabaseAsync(cancellationToken))
        {
            results.AddRange(await WaveAsync(rig, Outage, null, cancellationToken));
            pending = await rig.PendingAsync(cancellationToken);
        }

        await rig.SettleAsync(0, cancellationToken);
        var killed = await WaveAsync(rig, Kill, rig.KillRouterAsync, cancellationToken);
        await rig.StartRouterAsync(cancellationToken);
        results.AddRange(await WaveAsync(rig, Again, null, cancellationToken));
        await rig.SettleAsync(1, cancellationToken);

        var gaps = await rig.GapsAsync(cancellationToken);
        var (ledger, wrong) = await Books.OfLedgerAsync(rig.Client, cancellationToken);
        var simulator = Books.OfSimulator(rig.Seen.Tally);
        return new ChaosOutcome(
            results,
            killed,
            pending,
            gaps.GetProperty("lost").GetInt64(),
            gaps.GetProperty("cut_off").GetInt64(),
            [.. simulator.Keys.Union(ledger.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(name => new ChaosOutcome.Row(name, simulator.GetValueOrDefault(name), ledger.GetValueOrDefault(name), name.StartsWith(Kill, StringComparison.Ordinal)))],
            wrong);
    }

    /// <summary>Makes the calls of a wave.</summary>
    /// <param name="rig">The rig.</param>
    /// <param name="wave">Its name.</param>
    /// <param name="halfway">What happens when half of the calls have ended; those that run then, and those after, are not answered any more. Null for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    private async Task<IReadOnlyList<ChaosResult>> WaveAsync(ChaosRig rig, string wave, Func<Task>? halfway, CancellationToken cancellationToken)
    {
        var planned = Enumerable.Range(0, calls).Select(number => Plan(wave, number)).ToList();
        var results = new ConcurrentBag<ChaosResult>();
        var (ended, struck) = (0, 0);
        await Parallel.ForEachAsync(planned, new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (call, cancel) =>
        {
            if (Volatile.Read(ref struck) > 0)
            {
                return; // Nobody is there to be called.
            }

            results.Add(await call.MakeAsync(rig.Client, cancel));
            if (Interlocked.Increment(ref ended) >= calls / 2 && halfway is not null && Interlocked.Exchange(ref struck, 1) == 0)
            {
                await halfway();
            }
        });

        return [.. results];
    }

    private ChaosCall Plan(string wave, int number)
    {
        var fault = number % ChaosFault.All.Count;
        return new ChaosCall(ChaosCatalog.Model(wave, fault), ChaosFault.All[fault], random.Next(4) > 0, random.Next(2) > 0);
    }
}
