namespace YYC3.Llm.RagService.Indexing;

/// <summary>A term of a chunk.</summary>
/// <param name="Term">The term's number in its batch.</param>
/// <param name="Count">How often the chunk has it; 1 or more.</param>
internal readonly record struct TermCount(int Term, int Count);
