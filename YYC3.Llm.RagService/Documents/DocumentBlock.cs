using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Documents;

/// <summary>
/// One piece of a document with its place in it. A document's <em>extracted text</em> is, block by block,
/// <see cref="Separator"/> and <see cref="Text"/>; all spans count UTF-16 units of that text.
/// </summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its plain text, at most <see cref="DocumentExtractor.MaxBlockLength"/> units.</param>
/// <param name="Span">Where <paramref name="Text"/> lies in the extracted text.</param>
/// <param name="Separator">What lies between the block before and this one: empty (the first block, or a longer block's next part), one line break or two.</param>
/// <param name="HeadingPath">The titles of the headings above it, the top one first; a heading's own title is the last.</param>
/// <param name="Level">A heading's depth, from 1; 0 for everything else.</param>
/// <param name="Page">The page it begins on, from 1; null in formats without pages.</param>
/// <param name="LastPage">The page it ends on; null in formats without pages.</param>
internal sealed record DocumentBlock(
    BlockKind Kind,
    string Text,
    TextSpan Span,
    string Separator,
    IReadOnlyList<string> HeadingPath,
    int Level,
    int? Page,
    int? LastPage);
