namespace YYC3.Llm.Benchmarks.Proofs;

/// <summary>A bounded run that shows that something holds, and fails where it does not.</summary>
internal interface IProof
{
    /// <summary>The name.</summary>
    string Name { get; }

    /// <summary>One line of help: options and what is shown.</summary>
    string Summary { get; }

    /// <summary>Runs it and prints what it saw.</summary>
    /// <returns>The exit code: 0 when it holds.</returns>
    Task<int> RunAsync(IReadOnlyList<string> args, CancellationToken cancellationToken);
}
