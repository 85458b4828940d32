using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>Runs cells through a Router and judges them.</summary>
internal static class Matrix
{
    /// <summary>The dialects that can be tried, and those of the simulator that cannot, with the reason.</summary>
    /// <param name="wanted">Only these; empty for all.</param>
    public static (IReadOnlyList<DialectNature> Tried, IReadOnlyList<(string Dialect, string Why)> Missing) Dialects(IReadOnlyCollection<string> wanted)
    {
        using var services = new ServiceCollection().AddSingleton(TimeProvider.System).AddDialects().BuildServiceProvider();
        var spoken = services.GetRequiredService<DialectRegistry>();
        var tried = new List<DialectNature>();
        var missing = new List<(string, string)>();
        foreach (var name in Cells.Dialects.Select(dialect => dialect.Name).Where(name => wanted.Count == 0 || wanted.Contains(name)))
        {
            if (spoken.Find(name) is null)
            {
                missing.Add((name, "Router does not speak it"));
            }
            else if (DialectNature.All.TryGetValue(name, out var nature))
            {
                tried.Add(nature);
            }
            else
            {
                missing.Add((name, "the matrix has no entry for it in DialectNature"));
            }
        }

        return (tried, missing);
    }

    /// <summary>Runs the cells.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="callers">Callers at once.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    /// <returns>Each cell, and what is wrong with it: null for nothing.</returns>
    public static async Task<IReadOnlyList<(Cell Cell, string? Fault)>> RunAsync(IReadOnlyList<Cell> cells, int callers, CancellationToken cancellationToken)
    {
        await using var rig = await MatrixRig.StartAsync(cells, cancellationToken);
        var faults = new string?[cells.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, cells.Count), new ParallelOptions { MaxDegreeOfParallelism = callers, CancellationToken = cancellationToken }, async (index, cancel) =>
        {
            using var caller = rig.Caller();
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
            patience.CancelAfter(MatrixRig.Patience);
            try
            {
                var heard = await caller.CallAsync(cells[index], patience.Token);
                faults[index] = rig.Objection(cells[index], heard) ?? Judge.Fault(cells[index], heard);
            }
            catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
            {
                faults[index] = $"no answer within {MatrixRig.Patience.TotalSeconds} s";
            }
        });

        return [.. cells.Zip(faults)];
    }
}
