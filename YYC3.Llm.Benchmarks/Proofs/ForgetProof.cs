using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Proofs.Forgetting;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>A RagService that is killed anywhere in reading or deleting leaves one generation of each file, and nothing of what was deleted.</summary>
internal sealed class ForgetProof : IProof
{
    /// <inheritdoc/>
    public string Name => "forget";

    /// <inheritdoc/>
    public string Summary => "forget [--kills 50] [--seed 1]: RagService killed at random moments of reading and deleting: one generation afterwards, receipts at nothing, no passage of what was deleted";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "kills", "seed");
        var outcome = await new ForgetRun(options.Number("kills", 50, 1, 1000), options.Number("seed", 1, 0, int.MaxValue), TimeProvider.System).RunAsync(cancellationToken);
        Console.WriteLine($"{outcome.Kills} kills, {outcome.WhileReading} of them while a file was read, {outcome.WhileDeleting} while one was deleted: {outcome.Kept} files whole and once, {outcome.Receipts} receipts at nothing");
        foreach (var fault in outcome.Faults)
        {
            Console.WriteLine($"- {fault}");
        }

        Console.WriteLine(outcome.Faults.Count == 0 ? "holds" : "does not hold");
        return outcome.Faults.Count == 0 ? 0 : 1;
    }
}
