using AngleSharp;
using AngleSharp.Html.Parser;

namespace YYC3.Llm.RagService.Documents.Html;

/// <summary>HTML pages: what a reader of the page reads, without its scripts, styles, navigation and forms.</summary>
internal sealed class HtmlReader : IDocumentReader
{
    // Scripting off: the content of noscript counts, and nothing is run or fetched in any case.
    private static readonly HtmlParserOptions Options = new() { IsScripting = false };

    public string Name => "html";

    public bool CanRead(DocumentSignature signature) => signature.BinaryKind is null
        && (signature.IsHtml || signature.Extension is ".html" or ".htm" or ".xhtml"
            || (signature.Extension is "" && signature.ContentType is "text/html" or "application/xhtml+xml"));

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        MarkupFile.RefuseTooLarge(input, limits, "HTML");
        HtmlNesting.RefuseTooDeep(input.Content);

        // The parser finds the encoding by mark, by meta element and by guess, as browsers do.
        using var document = new HtmlParser(Options, BrowsingContext.New(Configuration.Default)).ParseDocument(input.Content);
        if (document.Body is not { } body)
        {
            yield break;
        }

        if (document.Title is { Length: > 0 } title && document.QuerySelector("h1") is null)
        {
            yield return new DocumentElement(BlockKind.Heading, title) { Level = 1 };
        }

        foreach (var element in new HtmlWalker(limits.MaxDepth, cancellationToken).Read(body))
        {
            yield return element;
        }
    }

    /// <summary>Reads a piece of HTML inside another format.</summary>
    public static IEnumerable<DocumentElement> ReadFragment(string html, int maxDepth, CancellationToken cancellationToken)
    {
        using var document = new HtmlParser(Options).ParseDocument(html);
        if (document.Body is { } body)
        {
            foreach (var element in new HtmlWalker(maxDepth, cancellationToken).Read(body))
            {
                yield return element;
            }
        }
    }
}
