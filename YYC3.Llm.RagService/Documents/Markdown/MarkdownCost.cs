namespace YYC3.Llm.RagService.Documents.Markdown;

/// <summary>
/// Tells Markdown that its parser would need minutes for: links left open cost the square of their number in a paragraph, link
/// definitions the square of theirs in the file (40,000 take it 12 s and 4 s), and it cannot be interrupted.
/// </summary>
internal static class MarkdownCost
{
    private const long MaxCost = 200_000_000;

    /// <summary>Whether to read the file as the plain text that it also is.</summary>
    public static bool IsExcessive(ReadOnlySpan<char> source)
    {
        var cost = 0L;
        var links = 0L;
        var definitions = 0L;
        foreach (var line in source.EnumerateLines())
        {
            if (line.IsWhiteSpace())
            {
                cost += links * links;
                links = 0;
            }

            links += line.Count("](");
            definitions += line.Contains("]:", StringComparison.Ordinal) ? 1 : 0;
        }

        return cost + (links * links) + (definitions * definitions / 3) > MaxCost;
    }
}
