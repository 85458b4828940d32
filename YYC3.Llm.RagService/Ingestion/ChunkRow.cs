namespace YYC3.Llm.RagService.Ingestion;

/// <summary>A passage of a document, as stored.</summary>
/// <param name="Generation">The generation it belongs to.</param>
/// <param name="Ordinal">Its number within it, from 0, in reading order.</param>
/// <param name="Text">What it says.</param>
/// <param name="Page">The page it begins on, from 1; null in formats without pages.</param>
/// <param name="Heading">The headings above it, joined by <c> › </c>; null without any.</param>
/// <param name="TableHeader">The column names of the table in whose middle it begins; null elsewhere.</param>
/// <param name="SpanStart">Where it begins in the document's extracted text, in UTF-16 units.</param>
/// <param name="SpanEnd">Where it ends there.</param>
internal sealed record ChunkRow(long Generation, long Ordinal, string Text, long? Page, string? Heading, string? TableHeader, long SpanStart, long SpanEnd);
