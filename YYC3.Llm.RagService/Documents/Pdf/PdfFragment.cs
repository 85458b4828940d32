namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>A piece of a line: letters that follow each other without a gap wider than a letter.</summary>
/// <param name="Text">The letters with the spaces that their distances mean.</param>
/// <param name="Left">The first letter's origin in points.</param>
/// <param name="Right">The last letter's end in points.</param>
/// <param name="Baseline">The height above the page's lower edge in points.</param>
/// <param name="Size">The font size in points that most letters have.</param>
/// <param name="MonoShare">How many of its letters are of fixed width, 0 to 1.</param>
/// <param name="BoldShare">How many of its letters are bold, 0 to 1.</param>
internal sealed record PdfFragment(string Text, double Left, double Right, double Baseline, double Size, double MonoShare, double BoldShare);
