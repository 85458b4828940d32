using System.Diagnostics.CodeAnalysis;
using System.Text;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Outline;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>The document's bookmarks by page: the best source of headings where there is one.</summary>
internal sealed class PdfOutline
{
    private const int MaxEntries = 50_000;

    private readonly Dictionary<int, List<PdfOutlineEntry>> pages = [];

    private PdfOutline()
    {
    }

    /// <summary>Whether there is none.</summary>
    public bool IsEmpty => pages.Count == 0;

    /// <summary>Reads the bookmarks; a broken outline is none.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "An outline is a help; the text is readable without it.")]
    public static PdfOutline Of(PdfDocument document)
    {
        var outline = new PdfOutline();
        try
        {
            if (document.TryGetBookmarks(out var bookmarks))
            {
                foreach (var node in bookmarks.GetNodes().OfType<DocumentBookmarkNode>().Take(MaxEntries))
                {
                    outline.Add(node);
                }
            }
        }
        catch (Exception e) when (e is not OperationCanceledException and not OutOfMemoryException)
        {
            outline.pages.Clear();
        }

        return outline;
    }

    /// <summary>The entries that point to a page, in the outline's order.</summary>
    public IReadOnlyList<PdfOutlineEntry> On(int page) => pages.GetValueOrDefault(page) ?? [];

    /// <summary>A title reduced to what survives fonts and layouts: its letters and digits.</summary>
    public static string Key(string title)
    {
        var key = new StringBuilder(title.Length);
        foreach (var c in title)
        {
            if (char.IsLetterOrDigit(c))
            {
                key.Append(char.ToLowerInvariant(c));
            }
        }

        return key.ToString();
    }

    private void Add(DocumentBookmarkNode node)
    {
        var title = node.Title.Trim('\uFEFF', ' ', '\r', '\n', '\t');
        if (Key(title).Length == 0)
        {
            return;
        }

        if (!pages.TryGetValue(node.PageNumber, out var entries))
        {
            pages.Add(node.PageNumber, entries = []);
        }

        entries.Add(new PdfOutlineEntry(title, Key(title), node.Level + 1, node.Destination?.Coordinates?.Top));
    }
}
