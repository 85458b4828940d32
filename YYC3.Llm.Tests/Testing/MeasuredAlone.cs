namespace YYC3.Llm.Tests.Testing;

/// <summary>Tests that measure the process (its memory, its allocations): run when no other test does, whose work would be counted too.</summary>
[CollectionDefinition(nameof(MeasuredAlone), DisableParallelization = true)]
public sealed class MeasuredAlone;
