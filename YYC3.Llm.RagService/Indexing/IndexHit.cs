using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>A chunk that was found.</summary>
/// <param name="Generation">Its generation.</param>
/// <param name="Ordinal">Its number within it.</param>
/// <param name="Score">Its BM25 score, or the cosine.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IndexHit(long Generation, int Ordinal, float Score);
