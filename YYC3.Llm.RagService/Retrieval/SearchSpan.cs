namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A range of UTF-16 units.</summary>
/// <param name="Start">The first one, from 0.</param>
/// <param name="End">Behind the last one.</param>
internal sealed record SearchSpan(long Start, long End);
