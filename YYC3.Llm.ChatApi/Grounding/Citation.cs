namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>A place in an answer that cites a source.</summary>
/// <param name="Start">The marker's first character in the answer.</param>
/// <param name="End">The character after its last one.</param>
/// <param name="Source">The source's number, from 1.</param>
internal readonly record struct Citation(int Start, int End, int Source);
