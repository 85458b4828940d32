using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Proofs.Resuming;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>A ChatApi that is killed in the middle of many runs loses no text that anybody has seen, and leaves no run without an end.</summary>
internal sealed class ResumeProof : IProof
{
    /// <inheritdoc/>
    public string Name => "resume";

    /// <inheritdoc/>
    public string Summary => "resume [--runs 100] [--rounds 3]: ChatApi killed in the middle of runs: another instance serves all text that was seen, each run ends within 10 s, no event twice";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "runs", "rounds");
        var holds = true;
        for (var round = 0; round < options.Number("rounds", 3, 1, 100); round++)
        {
            var outcome = await new ResumeRun(options.Number("runs", 100, 2, 1000), TimeProvider.System).RunAsync(cancellationToken);
            Console.WriteLine($"{outcome.Runs} runs: {outcome.Completed} whole before the kill, {outcome.Failed} ended as failed with what they had, the last {outcome.Slowest.TotalSeconds:F1} s after it; {outcome.Seen} events seen before, {outcome.Stored} stored");
            foreach (var fault in outcome.Faults)
            {
                Console.WriteLine($"- {fault}");
            }

            holds &= outcome.Faults.Count == 0;
        }

        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
