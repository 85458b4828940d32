using YYC3.Llm.Benchmarks.Commands;
using YYC3.Llm.Benchmarks.Proofs.Conformance;

namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>Every dialect, through Router, is OpenAI's wire: plain and streamed, with every fault of the simulator.</summary>
internal sealed class ConformanceProof : IProof
{
    /// <inheritdoc/>
    public string Name => "conformance";

    /// <inheritdoc/>
    public string Summary => "conformance [--dialects all] [--callers 8] [--out file.md]: dialect × plain, stream × text, tool, reasoning, error and every fault, as the official SDK reads it";

    /// <inheritdoc/>
    public async Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken)
    {
        var options = new Arguments(args, "dialects", "callers", "out");
        var callers = options.Number("callers", 8, 1, 64);
        var wanted = options.List("dialects");
        if (wanted.FirstOrDefault(name => Cells.Dialects.All(dialect => dialect.Name != name)) is { } unknown)
        {
            throw new UsageException($"The simulator has no dialect '{unknown}'; there are {string.Join(", ", Cells.Dialects.Select(dialect => dialect.Name))}.");
        }

        var (tried, missing) = Matrix.Dialects(wanted);
        var results = await Matrix.RunAsync(Cells.Of(tried, faults: true), callers, cancellationToken);
        var table = MatrixTable.Write(results, missing);
        Console.Write(table);
        if (options.Text("out") is { } path)
        {
            await File.WriteAllTextAsync(path, table, cancellationToken);
        }

        var holds = results.Count > 0 && missing.Count == 0 && results.All(result => result.Fault is null);
        Console.WriteLine(holds ? "holds" : "does not hold");
        return holds ? 0 : 1;
    }
}
