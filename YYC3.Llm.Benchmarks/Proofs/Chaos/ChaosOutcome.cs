namespace YYC3.Llm.Benchmarks.Proofs.Chaos;

/// <summary>What came of a run.</summary>
/// <param name="Results">The calls while Router ran.</param>
/// <param name="Killed">The calls of the wave in whose middle it was killed.</param>
/// <param name="Pending">Records that waited while the database was away.</param>
/// <param name="Lost">Records that the ledger says the kill took.</param>
/// <param name="CutOff">Calls that the ledger says were running then.</param>
/// <param name="Rows">Both books, deployment by deployment.</param>
/// <param name="WrongSums">What is wrong between the ledger's records and its sums.</param>
internal sealed record ChaosOutcome(
    IReadOnlyList<ChaosResult> Results, IReadOnlyList<ChaosResult> Killed, long Pending, long Lost, long CutOff, IReadOnlyList<ChaosOutcome.Row> Rows, string? WrongSums)
{
    /// <summary>The share of calls that must end whole.</summary>
    public const double Bar = 0.9995;

    /// <summary>One deployment in both books.</summary>
    /// <param name="Name">The provider's name of the model.</param>
    /// <param name="Simulator">The simulator's count.</param>
    /// <param name="Ledger">The ledger's.</param>
    /// <param name="OfKill">Whether it served the wave of the kill.</param>
    internal sealed record Row(string Name, Count? Simulator, Count? Ledger, bool OfKill);

    /// <summary>Attempts that a deployment failed by design.</summary>
    public long Struck => Rows.Sum(row => row.Simulator is { } seen ? seen.Attempts - seen.Answered : 0);

    /// <summary>The calls that nothing excuses from being whole.</summary>
    public int Due => Results.Count(result => result.Call.MustBeWhole);

    /// <summary>Those of them that were.</summary>
    public int Whole => Results.Count(result => result.Call.MustBeWhole && result.How == ChaosResult.End.Whole);

    /// <summary>Streams that broke off behind their first text, uncontinued, and ended in an error event.</summary>
    public int ErrorEvents => Results.Count(result => !result.Call.MustBeWhole && result.How == ChaosResult.End.ErrorEvent);

    /// <summary>Attempts of the kill's wave that the simulator saw and the ledger does not hold.</summary>
    public long Missing => Rows.Where(row => row.OfKill).Sum(row => (row.Simulator?.Attempts ?? 0) - (row.Ledger?.Attempts ?? 0));

    /// <summary>Everything that does not hold; empty when all does.</summary>
    public IReadOnlyList<string> Faults
    {
        get
        {
            var faults = new List<string>();
            if (Due == 0 || Whole < Bar * Due)
            {
                faults.Add($"{Whole} of {Due} calls are whole, which is less than {Bar:P2}");
            }

            foreach (var result in Results.Concat(Killed).Where(result => result.How == ChaosResult.End.Wrong))
            {
                faults.Add($"{result.Call}: {result.Said}");
            }

            // Nothing but the kill breaks connections, and nothing but a break behind the first text ends in an error.
            foreach (var result in Results.Where(result => result.How is ChaosResult.End.Broken or ChaosResult.End.Refused || (result.How == ChaosResult.End.ErrorEvent && result.Call.MustBeWhole)).Take(20))
            {
                faults.Add($"{result.Call} ended {result.How}: {result.Said}");
            }

            if (Pending == 0)
            {
                faults.Add("the database was not away: no record waited for it");
            }

            faults.AddRange(Rows.Where(row => !row.OfKill && row.Simulator != row.Ledger).Select(row => $"{row.Name}: the simulator counts {row.Simulator?.ToString() ?? "nothing"}, the ledger {row.Ledger?.ToString() ?? "nothing"}"));
            faults.AddRange(Rows.Where(row => row.OfKill && (row.Ledger?.Attempts ?? 0) > (row.Simulator?.Attempts ?? 0)).Select(row => $"{row.Name}: the ledger counts {row.Ledger!.Attempts} attempts, the simulator {row.Simulator?.Attempts ?? 0}"));

            // What the kill took is what the ledger says it took: records not yet on disk, and at most one attempt of each call that ran.
            if (Missing < Lost || Missing > Lost + CutOff)
            {
                faults.Add($"the kill took {Missing} attempts, but the ledger tells of {Lost} lost records and {CutOff} running calls");
            }

            if (WrongSums is not null)
            {
                faults.Add(WrongSums);
            }

            return faults;
        }
    }
}
