namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>Finds the headings among a page's lines: by the bookmarks where the document has them, else, and below them, by the font size.</summary>
/// <param name="outline">The bookmarks.</param>
/// <param name="sizes">The document's font sizes.</param>
internal sealed class PdfHeadings(PdfOutline outline, PdfFontSizes sizes)
{
    private const int MaxLines = 4;
    private const int MaxNumbering = 24;

    private int bookmarkLevel;

    /// <summary>The page's headings in reading order.</summary>
    public List<PdfHeading> Find(int page, IReadOnlyList<PdfLine> lines)
    {
        var found = FindBookmarked(page, lines);
        for (var i = 0; i < lines.Count; i++)
        {
            var at = found.Find(h => h.First <= i && i < h.First + h.Count);
            if (at is not null)
            {
                bookmarkLevel = at.Level;
                i = at.First + at.Count - 1;
            }
            else if (FindSized(lines, i, found) is { } sized)
            {
                found.Add(sized);
                i += sized.Count - 1;
            }
        }

        return JoinLabels(found);
    }

    private List<PdfHeading> FindBookmarked(int page, IReadOnlyList<PdfLine> lines)
    {
        var found = new List<PdfHeading>();
        var from = 0;
        foreach (var entry in outline.On(page))
        {
            if (Locate(entry, lines, from) is { } heading)
            {
                found.Add(heading);
                from = heading.First + heading.Count;
                continue;
            }

            // The page draws the title in a way that cannot be read (or not at all): it counts from where the bookmark points.
            var at = from;
            while (at < lines.Count && entry.Top is { } top && lines[at].Baseline > top)
            {
                at++;
            }

            found.Add(new PdfHeading(entry.Title, entry.Level, at, 0));
            from = at;
        }

        return found;
    }

    private static PdfHeading? Locate(PdfOutlineEntry entry, IReadOnlyList<PdfLine> lines, int from)
    {
        for (var i = from; i < lines.Count; i++)
        {
            if (entry.Top is { } top && lines[i].Baseline > top + 2)
            {
                continue;
            }

            var key = "";
            for (var count = 1; count <= MaxLines && i + count <= lines.Count; count++)
            {
                key += PdfOutline.Key(lines[i + count - 1].Text);
                if (key.Length > entry.Key.Length + MaxNumbering)
                {
                    break;
                }

                // A number or a word such as "Chapter 3" may stand in front of the title.
                if (key.EndsWith(entry.Key, StringComparison.Ordinal))
                {
                    return new PdfHeading(Text(lines, i, count), entry.Level, i, count);
                }
            }
        }

        return null;
    }

    private PdfHeading? FindSized(IReadOnlyList<PdfLine> lines, int first, List<PdfHeading> bookmarked)
    {
        var size = lines[first].Size;
        if (sizes.HeadingRank(size) is not { } rank || lines[first].IsMono)
        {
            return null;
        }

        var count = 1;
        while (count < MaxLines && first + count < lines.Count && Math.Abs(lines[first + count].Size - size) < 0.6
            && lines[first + count - 1].Baseline - lines[first + count].Baseline is var pitch && pitch > 0 && pitch < 1.8 * size
            && !bookmarked.Exists(h => h.Count > 0 && h.First == first + count))
        {
            count++;
        }

        var text = Text(lines, first, count);
        if (text.Length > 200 || !text.Any(char.IsLetter) || count == MaxLines)
        {
            return null;
        }

        return new PdfHeading(text, bookmarkLevel == 0 ? rank : bookmarkLevel + 1, first, count);
    }

    /// <summary>"Chapter 3" on a line of its own, right above a bookmarked title, is part of that heading.</summary>
    private List<PdfHeading> JoinLabels(List<PdfHeading> found)
    {
        var ordered = found.OrderBy(h => h.First).ThenBy(h => h.Count).ToList();
        for (var i = ordered.Count - 1; i > 0 && !outline.IsEmpty; i--)
        {
            var (label, heading) = (ordered[i - 1], ordered[i]);
            var isLabel = label.Count == 1 && label.First + 1 == heading.First && heading.Count > 0 && label.Title.Length <= MaxNumbering
                && label.Level > heading.Level;
            if (isLabel)
            {
                ordered[i - 1] = new PdfHeading($"{label.Title} {heading.Title}", heading.Level, label.First, heading.Count + 1);
                ordered.RemoveAt(i);
            }
        }

        return ordered;
    }

    private static string Text(IReadOnlyList<PdfLine> lines, int first, int count)
    {
        var text = new System.Text.StringBuilder();
        for (var i = first; i < first + count; i++)
        {
            TextJoin.AppendLine(text, lines[i].Text, dehyphenate: true);
        }

        return text.ToString();
    }
}
