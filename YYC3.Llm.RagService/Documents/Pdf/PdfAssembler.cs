using System.Text;
using System.Text.RegularExpressions;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>
/// Makes elements of lines, page after page: lines of a paragraph become one text, also over a page's end; code keeps its lines;
/// rows with cells below each other become tables; tables of contents are left out, since the headings themselves follow.
/// </summary>
internal sealed partial class PdfAssembler
{
    // A book without a paragraph is no single element: it would be held whole, and be found on its first page.
    private const int LongestElement = DocumentExtractor.MaxBlockLength / 2;

    private readonly StringBuilder text = new();
    private BlockKind kind;
    private PdfLine? last;
    private PdfPageText? lastPage;
    private int firstPage;
    private double left;
    private double previousPitch;

    /// <summary>The elements that are complete after this page.</summary>
    public IEnumerable<DocumentElement> Add(PdfPageText page, IReadOnlyList<PdfLine> lines, List<PdfHeading> headings)
    {
        var next = 0;
        for (var i = 0; i <= lines.Count; i++)
        {
            while (next < headings.Count && headings[next].First == i)
            {
                var heading = headings[next++];
                if (End() is { } before)
                {
                    yield return before;
                }

                yield return new DocumentElement(BlockKind.Heading, heading.Title) { Level = heading.Level, Page = page.Number };
                i += heading.Count;
            }

            if (i >= lines.Count || ContentsLine.IsMatch(lines[i].Text))
            {
                continue;
            }

            var line = lines[i];
            var lineKind = KindOf(lines, i);
            lineKind = lineKind switch
            {
                // A line of a paragraph that happens to be names only.
                BlockKind.Code when RunsOn(page, line) => BlockKind.Paragraph,
                // A line of a listing with a comment in another font.
                BlockKind.Paragraph when line.MonoShare >= 0.4 && kind == BlockKind.Code && last is not null && Continues(page, line, BlockKind.Code) => BlockKind.Code,
                _ => lineKind,
            };
            if (last is not null && (text.Length >= LongestElement || !Continues(page, line, lineKind)) && End() is { } complete)
            {
                yield return complete;
            }

            Append(page, line, lineKind);
        }
    }

    /// <summary>The last element of the document, if one is open.</summary>
    public DocumentElement? End()
    {
        if (last is null)
        {
            return null;
        }

        var element = new DocumentElement(kind, text.ToString()) { Page = firstPage, LastPage = lastPage!.Number };
        text.Clear();
        (last, previousPitch) = (null, 0);
        return element;
    }

    private static BlockKind KindOf(IReadOnlyList<PdfLine> lines, int index)
    {
        var line = lines[index];
        if (IsRow(line) && ((index > 0 && IsAligned(lines[index - 1], line)) || (index + 1 < lines.Count && IsAligned(lines[index + 1], line))))
        {
            return (index == 0 || !IsRow(lines[index - 1])) && NamesColumns(line) ? BlockKind.TableHeader : BlockKind.TableRow;
        }

        return line.IsMono ? BlockKind.Code : Bullet.IsMatch(line.Text) ? BlockKind.ListItem : BlockKind.Paragraph;
    }

    /// <summary>Column names are set apart by weight, or at least are short and no values. (Chinese fonts often have no bold.)</summary>
    private static bool NamesColumns(PdfLine line) => line.IsBold || line.Cells.All(cell => cell.Text.Length <= 30 && !cell.Text.Any(char.IsDigit));

    private static bool IsRow(PdfLine line) => line.Cells.Count > 1 && !(line.IsMono && line.Cells.All(c => c.MonoShare > 0.9));

    private static bool IsAligned(PdfLine a, PdfLine b) =>
        IsRow(a) && a.Cells.Skip(1).Any(x => b.Cells.Skip(1).Any(y => Math.Abs(x.Left - y.Left) < 3 || Math.Abs(x.Right - y.Right) < 3));

    private bool RunsOn(PdfPageText page, PdfLine line) =>
        last is { IsMono: false } && !EndsSentence() && last.Right >= page.RightEdge - (0.15 * (page.RightEdge - last.Left))
        && Continues(page, line, BlockKind.Paragraph);

    private bool Continues(PdfPageText page, PdfLine line, BlockKind lineKind)
    {
        var pitch = last!.Baseline - line.Baseline;
        var samePage = ReferenceEquals(page, lastPage);
        if (lineKind == BlockKind.Code && kind == BlockKind.Code)
        {
            // A short gap is a blank line within the same listing.
            return samePage ? pitch > 0 && pitch < 2.2 * line.Size : text.Length < DocumentExtractor.MaxBlockLength;
        }

        if (lineKind != BlockKind.Paragraph || kind is not (BlockKind.Paragraph or BlockKind.ListItem) || Math.Abs(last.Size - line.Size) > 0.6)
        {
            return false;
        }

        if (!samePage || pitch <= 0)
        {
            // The paragraph runs on when its last line was full and no sentence ended there.
            return !EndsSentence() && last.Right >= lastPage!.RightEdge - (0.15 * (lastPage.RightEdge - last.Left)) && !line.IsBold;
        }

        var usual = Math.Max(page.Pitch(line.Size), 1.05 * line.Size);
        var indented = line.Left > last.Left + (0.8 * line.Size) && line.Left < last.Left + (4 * line.Size);
        return pitch < 1.25 * usual && (previousPitch <= 0 || pitch < 1.25 * previousPitch) && last.IsBold == line.IsBold && !(indented && EndsSentence() && kind == BlockKind.Paragraph);
    }

    private bool EndsSentence() => text.Length > 0 && text.ToString(text.Length - 1, 1).AsSpan().ContainsAny("。！？；：.!?:;”\"");

    private void Append(PdfPageText page, PdfLine line, BlockKind lineKind)
    {
        if (last is null)
        {
            kind = lineKind;
            firstPage = page.Number;
            left = line.Left;
        }
        else if (lastPage == page)
        {
            previousPitch = last.Baseline - line.Baseline;
        }

        switch (lineKind)
        {
            case BlockKind.Code:
                text.Append(text.Length > 0 ? "\n" : "").Append(line.MonoText(left));
                break;
            case BlockKind.TableHeader or BlockKind.TableRow:
                text.Append(TextJoin.Row(line.Cells.Select(cell => cell.Text)));
                break;
            default:
                TextJoin.AppendLine(text, line.Text, dehyphenate: true);
                break;
        }

        (last, lastPage) = (line, page);
    }

    [GeneratedRegex(@"(\.\s?){5,}\s*([0-9]{1,4}|[ivxlc]{1,7})?\s*$|(…\s?){3,}\s*[0-9]{1,4}\s*$")]
    private static partial Regex ContentsLine { get; }

    [GeneratedRegex(@"^\s*([•▪●◦‣■□]|[·–\-*]\s|\d{1,3}[.)、]\s|[（(]\d{1,3}[)）])", RegexOptions.NonBacktracking)]
    private static partial Regex Bullet { get; }
}
