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
                if (!IsRunning(line, page, neighbours) && !(line == edge.First() && PageNumber.IsMatch(line.Text)))
                {
                    break;
                }

                running.Add(line);
            }
        }

        return [.. page.Lines.Where(line => !running.Contains(line))];
    }

    private static bool IsRunning(PdfLine line, PdfPageText page, IReadOnlyCollection<PdfPageText> neighbours)
    {
        var alike = neighbours.Count(neighbour => neighbour.Lines.Any(other =>
            Math.Abs(other.Baseline - line.Baseline) < 3 && IsSameOn(line.Text, other.Text, neighbour.Number - page.Number)));
        return alike >= Math.Min(2, Math.Max(1, neighbours.Count));
    }

    /// <summary>Whether two lines differ in nothing but numbers that count the pages.</summary>
    private static bool IsSameOn(string text, string other, int pagesLater)
    {
        if (!string.Equals(Numbers.Replace(text, "#"), Numbers.Replace(other, "#"), StringComparison.Ordinal))
        {
            return false;
        }

        return Numbers.Matches(text).Zip(Numbers.Matches(other)).All(pair =>
            !int.TryParse(pair.First.Value, out var number) || !int.TryParse(pair.Second.Value, out var otherNumber)
            || otherNumber == number || otherNumber == number + pagesLater);
    }

    [GeneratedRegex(@"\d+|\b[ivxlc]+\b", RegexOptions.NonBacktracking)]
    private static partial Regex Numbers { get; }

    [GeneratedRegex(@"^\s*(([-–—]\s*)?\d{1,5}(\s*[-–—])?|\d{1,5}\s*/\s*\d{1,5}|[Pp]age\s+\d+(\s+of\s+\d+)?|第\s*\d+\s*页.{0,12}|[ivxlc]{1,8})\s*$", RegexOptions.NonBacktracking)]
    private static partial Regex PageNumber { get; }
}
