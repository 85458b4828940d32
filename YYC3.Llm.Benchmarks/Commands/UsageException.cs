namespace YYC3.Llm.Benchmarks.Commands;

/// <summary>A command line that cannot be followed, or a machine that lacks what it needs: one sentence with the remedy.</summary>
internal sealed class UsageException(string message) : Exception(message);
