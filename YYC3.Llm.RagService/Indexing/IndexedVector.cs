using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>A chunk's vector as an index takes it.</summary>
/// <param name="Ordinal">The chunk's number within its generation.</param>
/// <param name="Vector">Its embedding, of length 1.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IndexedVector(int Ordinal, ReadOnlyMemory<float> Vector);
