using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>The passage's text, and its place in the document (an addition of ours).</summary>
/// <param name="Type">Always <c>text</c>.</param>
/// <param name="Text">What it says.</param>
/// <param name="Page">The page it begins on, from 1; null in formats without pages.</param>
/// <param name="Heading">The headings above it; null without any.</param>
/// <param name="TableHeader">The column names of the table in whose middle it begins; left out elsewhere.</param>
/// <param name="Span">Where it lies in the document's extracted text.</param>
/// <param name="ChunkId">Names the passage, as long as the file is not read in again.</param>
internal sealed record SearchContent(
    string Type,
    string Text,
    long? Page,
    string? Heading,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? TableHeader,
    SearchSpan Span,
    string ChunkId);
