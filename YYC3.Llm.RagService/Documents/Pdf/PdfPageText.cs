namespace YYC3.Llm.RagService.Documents.Pdf;

/// <summary>What is kept of a page while its neighbours are looked at: lines, no letters.</summary>
/// <param name="number">The page number, from 1.</param>
/// <param name="lines">Its lines in reading order.</param>
internal sealed class PdfPageText(int number, IReadOnlyList<PdfLine> lines)
{
    public int Number { get; } = number;

    public IReadOnlyList<PdfLine> Lines { get; } = lines;

    /// <summary>The right edge that most text reaches, to tell a full line from a paragraph's last.</summary>
    public double RightEdge { get; } = lines.Count == 0 ? 0 : lines.Max(line => line.Right);

    /// <summary>The usual distance between the lines of a paragraph in a font size, in points.</summary>
    public double Pitch(double size)
    {
        var pitches = Lines.Zip(Lines.Skip(1))
            .Where(pair => Math.Abs(pair.First.Size - size) < 0.6 && Math.Abs(pair.Second.Size - size) < 0.6)
            .Select(pair => pair.First.Baseline - pair.Second.Baseline)
            .Where(pitch => pitch > 0.9 * size && pitch < 2.2 * size)
            .Order().ToArray();

        // The lower quarter: distances between paragraphs must not count as lines'.
        return pitches.Length < 4 ? 1.3 * size : pitches[pitches.Length / 4];
    }
}
