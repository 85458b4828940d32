using System.Diagnostics.CodeAnalysis;
using UglyToad.PdfPig;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>A document's pages as lines. A page that cannot be read is left out; a document of which none can is refused.</summary>
/// <param name="document">The open document.</param>
/// <param name="cancellationToken">Looked at before each page.</param>
internal sealed class PdfPages(PdfDocument document, CancellationToken cancellationToken)
{
    private int failed;
    private int withText;

    /// <summary>Some pages, evenly spread.</summary>
    public IEnumerable<PdfPageText> Sample(int count)
    {
        var step = Math.Max(1, document.NumberOfPages / count);
        for (var number = Math.Min(1 + (step / 2), document.NumberOfPages); number >= 1 && number <= document.NumberOfPages; number += step)
        {
            yield return Load(number);
        }
    }

    /// <summary>All pages in order, each with those around it.</summary>
    public IEnumerable<(PdfPageText Page, IReadOnlyCollection<PdfPageText> Neighbours)> WithNeighbours(int reach)
    {
        var window = new List<PdfPageText>();
        (failed, withText) = (0, 0);
        for (var number = 1; number <= document.NumberOfPages + reach; number++)
        {
            if (number <= document.NumberOfPages)
            {
                var loaded = Load(number);
                withText += loaded.Lines.Count > 0 ? 1 : 0;
                window.Add(loaded);
            }

            if (window.Find(page => page.Number == number - reach) is { } current)
            {
                yield return (current, [.. window.Where(page => page != current)]);
            }

            window.RemoveAll(page => page.Number < number - (2 * reach) + 1);
        }
    }

    /// <summary>Says why there is no text, once all pages were read.</summary>
    public void RefuseWithoutText()
    {
        if (withText > 0)
        {
            return;
        }

        throw failed > 0
            ? new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, "The PDF is damaged: none of its pages can be read. Open it and export it anew.")
            : new DocumentUnreadableException(
                DocumentUnreadableException.InvalidFile, "The PDF holds no text, only pictures of pages. Run text recognition (OCR) on it first.");
    }

    [SuppressMessage("Design", "CA1031", Justification = "A broken page must not take the others with it.")]
    private PdfPageText Load(int number)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return new PdfPageText(number, PdfColumns.Lines(PdfFragments.Of(document.GetPage(number).Letters)));
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            failed++;
            return new PdfPageText(number, []);
        }
    }
}
