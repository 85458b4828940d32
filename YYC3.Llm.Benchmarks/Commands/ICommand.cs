namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>Something this program does, named by its first argument.</summary>
internal interface ICommand
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>Its line or lines of the help text.</summary>
    string Summary { get; }

    /// <summary>Does it.</summary>
    /// <param name="args">The arguments behind the name.</param>
    /// <param name="cancellationToken">Ctrl-C or SIGTERM.</param>
    /// <returns>The exit code: 0 when what was asked for holds.</returns>
    Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken);
}
