namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>A line of a page in one column.</summary>
/// <param name="cells">Its fragments from left to right; more than one in tables and formulas.</param>
internal sealed class PdfLine(IReadOnlyList<PdfFragment> cells)
{
    private readonly PdfFragment main = cells.MaxBy(cell => cell.Text.Length)!;

    public IReadOnlyList<PdfFragment> Cells { get; } = cells;

    public double Left => Cells[0].Left;

    public double Right => Cells[^1].Right;

    public double Baseline => main.Baseline;

    public double Size => main.Size;

    /// <summary>How many of its letters are of fixed width, 0 to 1.</summary>
    public double MonoShare { get; } = cells.Sum(c => c.MonoShare * c.Text.Length) / cells.Sum(c => c.Text.Length);

    /// <summary>Whether it is of fixed width: source code and what a terminal shows.</summary>
    public bool IsMono => MonoShare >= 0.9;

    public bool IsBold { get; } = cells.All(c => c.BoldShare > 0.9);

    /// <summary>All of it as running text.</summary>
    public string Text { get; } = string.Join(' ', cells.Select(cell => cell.Text));

    /// <summary>All of it with the columns of a fixed-width font kept.</summary>
    /// <param name="left">Where the code's left edge is.</param>
    public string MonoText(double left)
    {
        var width = Math.Max(1, main.Size * 0.6);
        var text = new System.Text.StringBuilder();
        foreach (var cell in Cells)
        {
            var column = (int)Math.Round((cell.Left - left) / width);
            text.Append(' ', Math.Clamp(column - text.Length, text.Length > 0 ? 1 : 0, 120)).Append(cell.Text);
        }

        return text.ToString();
    }
}
