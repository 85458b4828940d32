namespace YYC3.Llm.Benchmarks.Proofs.Conformance;

/// <summary>One cell of the matrix: a call through Router whose answer is known beforehand.</summary>
/// <param name="Number">Its number, from 1: the provider is told it, so that what the simulator saw can be found again.</param>
/// <param name="Dialect">How Router speaks to the simulator.</param>
/// <param name="Case">The case: text, tool, reasoning, error, or a fault in one of its forms.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="Script">What the simulator does.</param>
/// <param name="Want">What the caller must get.</param>
internal sealed record Cell(int Number, DialectNature Dialect, string Case, bool Stream, string Script, Want Want)
{
    /// <summary>The model of the catalog that leads there.</summary>
    public string Model => $"cell-{Number}";

    /// <summary>Its name in reports.</summary>
    public override string ToString() => $"{Dialect.Name} × {(Stream ? "stream" : "plain")} × {Case}";
}
