using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>
/// Holds a citation against the passage that it names: how much of the statement before the mark stands in the passage. It is told and not judged, since an
/// answer in another language than its source shares no word with it and may be right.
/// </summary>
internal static class CitationSupport
{
    private const string Ends = ".!?。！？\n;；";

    /// <summary>The share of the statement's terms that the passage has, 0–1; 1 for a statement without terms.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="citation">The citation.</param>
    /// <param name="passage">The passage's text.</param>
    public static double Of(ReadOnlySpan<char> answer, Citation citation, string passage)
    {
        var terms = TextAnalyzer.Terms(Statement(answer[..citation.Start]));
        if (terms.Count == 0)
        {
            return 1;
        }

        var held = TextAnalyzer.Terms(passage).ToHashSet(StringComparer.Ordinal);
        return Math.Round((double)terms.Count(held.Contains) / terms.Count, 3);
    }

    // The sentence that ends here, behind its own end mark and other citations' marks.
    private static ReadOnlySpan<char> Statement(ReadOnlySpan<char> before)
    {
        var text = before.TrimEnd();
        while (text.Length > 0 && (Ends.Contains(text[^1], StringComparison.Ordinal) || text[^1] is ']' or '】' or '］'))
        {
            var opening = text[^1] switch { ']' => '[', '】' => '【', '］' => '［', _ => '\0' };
            var start = opening == '\0' ? text.Length - 1 : text.LastIndexOf(opening);
            if (start < 0)
            {
                break;
            }

            text = text[..start].TrimEnd();
        }

        return text[(text.LastIndexOfAny(Ends) + 1)..];
    }
}
