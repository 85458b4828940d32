using YYC3.Llm.Benchmarks.Proofs;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>Runs one of the bounded proofs.</summary>
internal sealed class ProveCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "prove";

    /// <inheritdoc/>
    public string Summary => "prove    <proof> …\n" + string.Join("\n", ProofRegistry.All.Select(proof => "         " + proof.Summary));

    /// <inheritdoc/>
    public Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken) =>
        args.Count > 0 && ProofRegistry.All.FirstOrDefault(proof => proof.Name == args[0]) is { } proof
            ? proof.RunAsync([.. args.Skip(1)], cancellationToken)
            : throw new UsageException($"Say what to prove: {string.Join(", ", ProofRegistry.All.Select(known => known.Name))}.");
}
