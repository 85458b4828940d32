using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>The part of a text that shows why it was found.</summary>
/// <param name="Text">The part, in one line; … where the text goes on.</param>
/// <param name="Hits">Where the words that were looked for stand in it, in UTF-16 units.</param>
/// <param name="Found">How many different terms the whole text has.</param>
internal sealed record Snippet(string Text, IReadOnlyList<TextSpan> Hits, int Found)
{
    private const int Before = 40;
    private const int Length = 160;

    /// <summary>Makes the snippet around the first hit.</summary>
    public static Snippet Of(string text, IReadOnlyCollection<string> terms)
    {
        var line = text.AsSpan(0, Math.Min(text.Length, ItemText.Indexed)).ToString().ReplaceLineEndings(" ").Replace('\t', ' ');
        var wanted = terms.ToHashSet(StringComparer.Ordinal);
        var found = new HashSet<string>(StringComparer.Ordinal);
        var hits = Find(line, wanted, found);
        var start = hits.Count > 0 ? Math.Max(0, hits[0].Start - Before) : 0;
        start = start > 0 && char.IsLowSurrogate(line[start]) ? start - 1 : start;
        var end = Math.Min(line.Length, start + Length);
        end = end < line.Length && char.IsLowSurrogate(line[end]) ? end - 1 : end;
        var lead = start > 0 ? "…" : "";
        var shift = start - lead.Length;
        return new Snippet(
            lead + line[start..end] + (end < line.Length ? "…" : ""),
            [.. hits.Where(hit => hit.Start >= start && hit.End <= end).Select(hit => new TextSpan(hit.Start - shift, hit.End - shift))],
            found.Count);
    }

    private static List<TextSpan> Find(string line, HashSet<string> wanted, HashSet<string> found)
    {
        var hits = new List<TextSpan>();
        for (var i = 0; i < line.Length;)
        {
            var first = CharClass.CjkLength(line, i);
            var end = first > 0 ? i + first : WordEnd(line, i);
            if (end == i)
            {
                i++;
                continue;
            }

            if (first > 0 && end < line.Length && CharClass.CjkLength(line, end) is > 0 and var second && Has(line[i..(end + second)], wanted, found))
            {
                Add(hits, i, end + second);
            }
            else if (Has(line[i..end], wanted, found))
            {
                Add(hits, i, end);
            }

            i = end;
        }

        return hits;
    }

    // Whatever the analyser makes of a word (stems, parts of compounds) is what was indexed for it.
    private static bool Has(string piece, HashSet<string> wanted, HashSet<string> found)
    {
        var has = false;
        foreach (var term in TextAnalyzer.Terms(piece))
        {
            if (wanted.Contains(term))
            {
                found.Add(term);
                has = true;
            }
        }

        return has;
    }

    private static void Add(List<TextSpan> hits, int start, int end)
    {
        if (hits.Count > 0 && hits[^1].End >= start)
        {
            hits[^1] = new TextSpan(hits[^1].Start, end); // Pairs overlap.
            return;
        }

        hits.Add(new TextSpan(start, end));
    }

    private static int WordEnd(string line, int start)
    {
        var end = start;
        while (end < line.Length && !char.IsWhiteSpace(line[end]) && CharClass.CjkLength(line, end) == 0 && (CharClass.IsWord(CharClass.Fold(line[end])) || end > start))
        {
            end++;
        }

        while (end > start && !CharClass.IsWord(CharClass.Fold(line[end - 1])) && line[end - 1] is not ('+' or '#'))
        {
            end--;
        }

        return end;
    }
}
