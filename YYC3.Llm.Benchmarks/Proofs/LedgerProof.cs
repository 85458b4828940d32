using YYC3.Llm.Benchmarks.Commands;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>The ledger holds every call once, with the cost that its price and usage give.</summary>
internal sealed class LedgerProof : IProof
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public string Name => "ledger";

    /// <inheritdoc/>
    public string Summary => "ledger [--calls 2000] [--callers 16]: every call is recorded once, no gap, sums exact to the last digit";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "calls", "callers");
        var calls = options.Number("calls", 2000, 1, 100_000);
        var callers = options.Number("callers", 16, 1, 256);
        await using var rig = await MeteredRouter.StartAsync(cancellationToken);
        var answered = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, calls), new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (_, cancel) =>
        {
            if (await rig.ChatAsync(cancel))
            {
                Interlocked.Increment(ref answered);
            }
        });

        // Records reach the database behind the calls.
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while ((await rig.GetAsync("/admin/usage/gaps", patience.Token)).GetProperty("instance").GetProperty("pending").GetInt64() > 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), patience.Token);
        }

        var gaps = await rig.GetAsync("/admin/usage/gaps", cancellationToken);
        var sum = (await rig.GetAsync("/admin/usage?group_by=tenant", cancellationToken)).GetProperty("data")[0];
        var (recorded, cost, lost) = (sum.GetProperty("requests").GetInt64(), sum.GetProperty("cost").GetDecimal(), gaps.GetProperty("lost").GetInt64());
        Console.WriteLine($"{answered} calls answered, {recorded} recorded, {lost} lost; {cost} USD in the ledger, {answered * MeteredRouter.Cost} USD by the calls");
        var holds = recorded == calls && answered == calls && lost == 0 && cost == answered * MeteredRouter.Cost;
        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
