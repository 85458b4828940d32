using BenchmarkDotNet.Running;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>BenchmarkDotNet's own command line over the classes in <c>Micro/</c>.</summary>
internal sealed class MicroCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "micro";

    /// <inheritdoc/>
    public string Summary => "micro    [--filter *] [--job short] …\n         BenchmarkDotNet; all of its options";

    /// <inheritdoc/>
    public Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(args.Count == 0 ? ["--filter", "*"] : [.. args]);
        return Task.FromResult(summaries.Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0);
    }
}
