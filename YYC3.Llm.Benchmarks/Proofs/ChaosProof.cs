using System.Globalization;
using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Proofs.Chaos;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>A provider that fails, a database that goes away and a Router that is killed cost no caller an answer, no text a word and the ledger no call.</summary>
internal sealed class ChaosProof : IProof
{
    /// <inheritdoc/>
    public string Name => "chaos";

    /// <inheritdoc/>
    public string Summary => "chaos [--calls 3000] [--callers 16] [--seed 1]: 30 % faults, database away, Router killed: 99.95 % whole, no text twice or missing, the ledger exact; calls in each of four waves";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "calls", "callers", "seed");
        var run = new ChaosRun(options.Number("calls", 3000, 48, 100_000), options.Number("callers", 16, 1, 256), options.Number("seed", 1, 0, int.MaxValue), TimeProvider.System);
        var outcome = await run.RunAsync(cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{outcome.Results.Count} calls: {outcome.Whole} of {outcome.Due} due whole are ({100.0 * outcome.Whole / outcome.Due:F3} %); {outcome.ErrorEvents} others broke off behind their first text, each with an error event"));
        Console.WriteLine($"{outcome.Struck} attempts struck by faults; {outcome.Pending} records waited for the database; both books of {outcome.Rows.Count(row => !row.OfKill)} deployments: {outcome.Rows.Where(row => !row.OfKill).Sum(row => row.Ledger?.Attempts ?? 0)} attempts, {outcome.Rows.Where(row => !row.OfKill).Sum(row => (row.Ledger?.Prompt ?? 0) + (row.Ledger?.Completion ?? 0))} tokens, {outcome.Rows.Where(row => !row.OfKill).Sum(row => row.Ledger?.Unreported ?? 0)} whole answers estimated");
        Console.WriteLine($"kill: {outcome.Killed.Count} calls, {outcome.Killed.Count(result => result.How == ChaosResult.End.Broken)} cut off; {outcome.Missing} attempts not in the ledger, which tells of {outcome.Lost} lost records and {outcome.CutOff} running calls");
        foreach (var fault in outcome.Faults)
        {
            Console.WriteLine($"- {fault}");
        }

        var holds = outcome.Faults.Count == 0;
        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
