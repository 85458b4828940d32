using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A chunk with what each way of searching says of it.</summary>
/// <param name="Generation">Its generation.</param>
/// <param name="Ordinal">Its number within it.</param>
/// <param name="Score">How well it fits, 0–1.</param>
/// <param name="LexicalRank">Its place by words, from 1; 0: not found so.</param>
/// <param name="Lexical">Its relevance by words, 0–1.</param>
/// <param name="DenseRank">Its place by vectors, from 1; 0: not found so.</param>
/// <param name="Cosine">Its cosine; 0 when not found so.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fused(long Generation, int Ordinal, double Score, int LexicalRank, double Lexical, int DenseRank, double Cosine);
