namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>Puts a page's fragments into reading order: two columns of running text one after the other, between what spans both.</summary>
internal static class PdfColumns
{
    private const int Bins = 200;

    /// <summary>The page's lines, top to bottom, column by column.</summary>
    public static List<PdfLine> Lines(List<PdfFragment> fragments)
    {
        var lines = new List<PdfLine>();
        if (fragments.Count == 0)
        {
            return lines;
        }

        if (FindGutter(fragments) is not { } gutter)
        {
            AddRows(lines, fragments);
            return lines;
        }

        var rest = fragments.ToList();
        foreach (var spanning in fragments.Where(f => f.Left < gutter && f.Right > gutter).OrderByDescending(f => f.Baseline).ToList())
        {
            AddBand(lines, rest.Where(f => f != spanning && f.Baseline > spanning.Baseline).ToList(), gutter);
            rest.RemoveAll(f => f.Baseline > spanning.Baseline);
            rest.Remove(spanning);
            AddRows(lines, [spanning]);
        }

        AddBand(lines, rest, gutter);
        return lines;
    }

    private static void AddBand(List<PdfLine> lines, List<PdfFragment> band, double gutter)
    {
        AddRows(lines, band.Where(f => f.Right <= gutter));
        AddRows(lines, band.Where(f => f.Right > gutter));
    }

    private static void AddRows(List<PdfLine> lines, IEnumerable<PdfFragment> fragments)
    {
        var row = new List<PdfFragment>();
        foreach (var fragment in fragments.OrderByDescending(f => f.Baseline))
        {
            if (row.Count > 0 && row[0].Baseline - fragment.Baseline > 0.35 * Math.Max(fragment.Size, row[0].Size))
            {
                lines.Add(Line(row));
                row.Clear();
            }

            row.Add(fragment);
        }

        if (row.Count > 0)
        {
            lines.Add(Line(row));
        }
    }

    /// <summary>A row from left to right; what was drawn out of order and yet stands close together becomes one cell.</summary>
    private static PdfLine Line(List<PdfFragment> row)
    {
        var cells = new List<PdfFragment>();
        foreach (var fragment in row.OrderBy(f => f.Left))
        {
            if (cells.Count > 0 && fragment.Left - cells[^1].Right < 0.8 * fragment.Size)
            {
                var before = cells[^1];
                var space = fragment.Left - before.Right > 0.16 * fragment.Size ? " " : "";
                var main = before.Text.Length >= fragment.Text.Length ? before : fragment;
                cells[^1] = main with { Text = before.Text + space + fragment.Text, Left = before.Left, Right = Math.Max(before.Right, fragment.Right) };
            }
            else
            {
                cells.Add(fragment);
            }
        }

        return new PdfLine(cells);
    }

    /// <summary>
    /// The x between two columns of running text: hardly anything crosses it, and the lines on both sides fill their column.
    /// The cells of a table do not fill theirs.
    /// </summary>
    private static double? FindGutter(List<PdfFragment> fragments)
    {
        var left = fragments.Min(f => f.Left);
        var width = fragments.Max(f => f.Right) - left;
        if (width <= 0 || fragments.Count < 16)
        {
            return null;
        }

        var crossing = new int[Bins + 1];
        foreach (var fragment in fragments)
        {
            var from = (int)((fragment.Left - left) / width * Bins);
            var to = (int)((fragment.Right - left) / width * Bins);
            for (var bin = Math.Max(0, from); bin <= Math.Min(Bins, to); bin++)
            {
                crossing[bin]++;
            }
        }

        var best = Enumerable.Range(Bins * 3 / 10, Bins * 4 / 10).MinBy(bin => crossing[bin]);
        var gutter = left + ((best + 0.5) * width / Bins);
        var leftSide = fragments.Where(f => f.Right <= gutter).ToList();
        var rightSide = fragments.Where(f => f.Left > gutter).ToList();
        return crossing[best] * 5 <= fragments.Count && Fills(leftSide, width) && Fills(rightSide, width) ? gutter : null;
    }

    private static bool Fills(List<PdfFragment> side, double pageWidth)
    {
        if (side.Count < 6)
        {
            return false;
        }

        var width = side.Max(f => f.Right) - side.Min(f => f.Left);
        return width >= 0.25 * pageWidth && side.Average(f => f.Right - f.Left) >= 0.7 * width;
    }
}
