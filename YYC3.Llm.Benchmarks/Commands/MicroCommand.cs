using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>BenchmarkDotNet's own command line over the classes in <c>Micro/</c>.</summary>
internal sealed class MicroCommand : ICommand
{
    /// <inheritdoc/>
    public string Name => "micro";

    /// <inheritdoc/>
    public string Summary => "micro    [--filter *Sse*] …\n         BenchmarkDotNet with all of its options, in this process; results in artifacts/micro";

    /// <inheritdoc/>
    public Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        // In process: the generated project of the usual way knows nothing of this solution's central versions and output folders.
        var config = DefaultConfig.Instance
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .WithArtifactsPath(Path.Combine("artifacts", "micro"));
        var summaries = BenchmarkSwitcher.FromAssembly(typeof(MicroCommand).Assembly).Run(args.Count == 0 ? ["--filter", "*"] : [.. args], config);
        return Task.FromResult(summaries.Any(summary => summary.HasCriticalValidationErrors) ? 1 : 0);
    }
}
