namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>One bookmark.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Key">The title's <see cref="PdfOutline.Key"/>.</param>
/// <param name="Level">Its depth, from 1.</param>
/// <param name="Top">The height on the page that it points to, if it does.</param>
internal sealed record PdfOutlineEntry(string Title, string Key, int Level, double? Top);
