using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A chunk that one way of searching found.</summary>
/// <param name="Generation">Its generation.</param>
/// <param name="Ordinal">Its number within it.</param>
/// <param name="Score">Its relevance by words, 0–1, or its cosine.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Candidate(long Generation, int Ordinal, double Score);
