using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Chunking;

/// <summary>A passage of a document: what is indexed, found and cited.</summary>
/// <param name="Ordinal">Its number in the document, from 0.</param>
/// <param name="Text">Its text, exactly the part of the document's extracted text that <paramref name="Span"/> covers.</param>
/// <param name="Span">Its place in the extracted text, in UTF-16 units.</param>
/// <param name="HeadingPath">The headings that all of it stands below, the top one first.</param>
/// <param name="FirstPage">The page it begins on, from 1; null in formats without pages.</param>
/// <param name="LastPage">The page it ends on; null in formats without pages.</param>
/// <param name="TableHeader">The column names of the table in whose middle it begins; null elsewhere.</param>
/// <param name="Tokens">How many tokens (o200k) the text and the table header have; counted sentence by sentence, so at most a few too many.</param>
internal sealed record Chunk(
    int Ordinal,
    string Text,
    TextSpan Span,
    IReadOnlyList<string> HeadingPath,
    int? FirstPage,
    int? LastPage,
    string? TableHeader,
    int Tokens)
{
    /// <summary>What to index and to show a model: the headings and the table header that the text needs to be understood, then the text.</summary>
    public string TextInContext
    {
        get
        {
            var context = HeadingPath.Count > 0 ? string.Join(" > ", HeadingPath) + "\n" : "";
            return context + (TableHeader is null ? "" : TableHeader + "\n") + Text;
        }
    }
}
