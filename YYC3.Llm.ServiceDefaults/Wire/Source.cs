namespace YYC3.Llm.ServiceDefaults.Wire;

/// <summary>One numbered source in a prompt: a piece of a document that an answer may cite as <c>[Id]</c>.</summary>
/// <param name="Id">The number it is cited by, from 1.</param>
/// <param name="File">The file's name.</param>
/// <param name="Page">The page it begins on, from 1; null where the format has none.</param>
/// <param name="Heading">The headings above it, outermost first, as the document words them; null where there is none.</param>
/// <param name="Text">The piece itself.</param>
public sealed record Source(int Id, string File, int? Page, string? Heading, string Text);
