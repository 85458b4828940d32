using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Ingestion;

/// <summary>What a file came to.</summary>
/// <param name="Chunks">Its chunks.</param>
/// <param name="Terms">Their lengths in terms, added up.</param>
/// <param name="Bytes">What text and postings take.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct IngestedCounts(long Chunks, long Terms, long Bytes);
