using System.Text.RegularExpressions;

namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>Finds page headers, footers and page numbers: what stands at the same place at a page's edge on the pages around it.</summary>
internal static partial class RunningText
{
    /// <summary>How many pages to look at before and behind.</summary>
    public const int Reach = 4;

    private const int EdgeLines = 3;

    /// <summary>The lines of <paramref name="page"/> without those.</summary>
    /// <param name="page">The page.</param>
    /// <param name="neighbours">The pages around it.</param>
    public static List<PdfLine> Remove(PdfPageText page, IReadOnlyCollection<PdfPageText> neighbours)
    {
        var running = new HashSet<PdfLine>();
        var byHeight = page.Lines.OrderByDescending(line => line.Baseline).ToArray();
        foreach (var edge in (IEnumerable<PdfLine>[])[byHeight, byHeight.Reverse()])
        {
            // From the edge inwards; the first line that is the page's own ends it.
            foreach (var line in edge.Take(EdgeLines))
            {
                if (!IsRunning(line, neighbours) && !(line == edge.First() && PageNumber.IsMatch(line.Text)))
                {
                    break;
                }

                running.Add(line);
            }
        }

        return [.. page.Lines.Where(line => !running.Contains(line))];
    }

    private static bool IsRunning(PdfLine line, IReadOnlyCollection<PdfPageText> neighbours)
    {
        var pattern = Pattern(line);
        var alike = neighbours.Count(page => page.Lines.Any(other =>
            Math.Abs(other.Baseline - line.Baseline) < 3 && string.Equals(Pattern(other), pattern, StringComparison.Ordinal)));
        return alike >= Math.Min(2, Math.Max(1, neighbours.Count));
    }

    private static string Pattern(PdfLine line) => Numbers.Replace(line.Text, "#");

    [GeneratedRegex(@"\d+|\b[ivxlc]+\b", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers { get; }

    [GeneratedRegex(@"^\s*(([-–—]\s*)?\d{1,5}(\s*[-–—])?|\d{1,5}\s*/\s*\d{1,5}|[Pp]age\s+\d+(\s+of\s+\d+)?|第\s*\d+\s*页.{0,12}|[ivxlc]{1,8})\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex PageNumber { get; }
}
