namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>A retrieved piece of a document, with its place in it.</summary>
/// <param name="VectorStoreId">The store it was found in.</param>
/// <param name="FileId">The file.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="ChunkId">The chunk.</param>
/// <param name="Page">Its first page, from 1; null where the format has none.</param>
/// <param name="Heading">The headings above it; null where there is none.</param>
/// <param name="Start">Its first character in the file's extracted text.</param>
/// <param name="End">The character after its last one.</param>
/// <param name="Score">How well it fits, 0–1.</param>
/// <param name="Text">The text.</param>
internal sealed record Passage(
    string VectorStoreId, string FileId, string FileName, string ChunkId, int? Page, string? Heading, long Start, long End, double Score, string Text);
