using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>PDF, page by page: no more than a few pages' lines are held at a time, whatever the document's length.</summary>
internal sealed class PdfReader : IDocumentReader
{
    private const int SampledPages = 24;

    public string Name => "pdf";

    public bool CanRead(DocumentSignature signature) => signature.IsPdf || signature.Extension is ".pdf";

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        using var document = Open(input);
        if (document.NumberOfPages > limits.MaxPages)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, $"The PDF has {document.NumberOfPages:N0} pages; {limits.MaxPages:N0} are allowed. Split it.");
        }

        var pages = new PdfPages(document, cancellationToken);
        var headings = new PdfHeadings(PdfOutline.Of(document), new PdfFontSizes(pages.Sample(SampledPages)));
        var assembler = new PdfAssembler();
        foreach (var (page, neighbours) in pages.WithNeighbours(RunningText.Reach))
        {
            cancellationToken.ThrowIfCancellationRequested();
            input.Done = (page.Number - 1.0) / document.NumberOfPages;
            var lines = RunningText.Remove(page, neighbours);
            foreach (var element in assembler.Add(page, lines, headings.Find(page.Number, lines)))
            {
                yield return element;
            }
        }

        if (assembler.End() is { } last)
        {
            yield return last;
        }

        pages.RefuseWithoutText();
    }

    private static PdfDocument Open(DocumentInput input)
    {
        if (!DocumentSignature.Of(input).IsPdf)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, "The file is named as a PDF but is none. Give it the extension of its format, or export it as PDF.");
        }

        try
        {
            return PdfDocument.Open(input.Content, new ParsingOptions { UseLenientParsing = true, SkipMissingFonts = true });
        }
        catch (PdfDocumentEncryptedException e)
        {
            throw new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, "The PDF is protected by a password. Save it without protection.", e);
        }
    }
}
