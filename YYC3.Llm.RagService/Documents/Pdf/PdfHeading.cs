namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>A heading found on a page.</summary>
/// <param name="Title">Its text.</param>
/// <param name="Level">Its depth, from 1.</param>
/// <param name="First">The index of the line it stands in front of or begins with.</param>
/// <param name="Count">How many lines it takes; 0 where only the bookmarks know it.</param>
internal sealed record PdfHeading(string Title, int Level, int First, int Count);
