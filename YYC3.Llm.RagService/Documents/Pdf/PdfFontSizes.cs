namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>Which font sizes a document uses for its text and which for headings, learned from a sample of its pages.</summary>
internal sealed class PdfFontSizes
{
    private const int MaxLevels = 6;
    private const double HeadingRatio = 1.15;

    private readonly SortedSet<double> headingSizes = [];
    private readonly double body;

    /// <summary>Learns from pages.</summary>
    public PdfFontSizes(IEnumerable<PdfPageText> sample)
    {
        var letters = new Dictionary<double, int>();
        foreach (var line in sample.SelectMany(page => page.Lines))
        {
            letters[line.Size] = letters.GetValueOrDefault(line.Size) + line.Text.Length;
        }

        body = letters.Count == 0 ? 0 : letters.MaxBy(pair => pair.Value).Key;
        headingSizes.UnionWith(letters.Keys.Where(size => size >= body * HeadingRatio));
    }

    /// <summary>The level that a size stands for when it is a heading's: 1 for the largest, 6 at most; null for text.</summary>
    public int? HeadingRank(double size)
    {
        if (body <= 0 || size < body * HeadingRatio)
        {
            return null;
        }

        return Math.Min(MaxLevels, 1 + headingSizes.Count(known => known > size + 0.4));
    }
}
