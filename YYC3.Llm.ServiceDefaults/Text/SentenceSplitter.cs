namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// Finds the sentences of Chinese and English text. Full stops inside numbers, versions, file names, initials and abbreviations
/// end none; list items, headings and table rows on lines of their own are sentences too; lines that were merely wrapped are not.
/// </summary>
public static class SentenceSplitter
{
    // A shorter line that a single line break ends was not wrapped by a layout: it is a heading, an item or a row.
    private const int ShortestWrappedLine = 50;

    /// <summary>The sentences' spans, in order, without the white space around them; together they cover all other characters.</summary>
    public static List<TextSpan> Split(ReadOnlySpan<char> text)
    {
        var spans = new List<TextSpan>();
        var position = 0;
        while (TryReadNext(text, ref position, out var sentence))
        {
            spans.Add(sentence);
        }

        return spans;
    }

    /// <summary>Reads the sentence at <paramref name="position"/> and moves behind it, without allocating.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="position">Where to read on; 0 at first.</param>
    /// <param name="sentence">The sentence, never empty.</param>
    /// <returns>False at the end of the text.</returns>
    public static bool TryReadNext(ReadOnlySpan<char> text, ref int position, out TextSpan sentence)
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }

        var start = position;
        if (start >= text.Length)
        {
            sentence = default;
            return false;
        }

        position = FindEnd(text, start);
        var end = position;
        while (char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        sentence = new TextSpan(start, end);
        return true;
    }

    private static int FindEnd(ReadOnlySpan<char> text, int start)
    {
        var lineStart = start;
        for (var i = start; i < text.Length; i++)
        {
            var c = text[i];
            if (c == '\n')
            {
                if (EndsAtLineBreak(text, lineStart, i))
                {
                    return i;
                }

                lineStart = i + 1;
            }
            else if (IsTerminator(c))
            {
                var end = AfterTerminators(text, i, out var strong);
                if (strong || EndsAtAsciiTerminator(text, start, i, end))
                {
                    return end;
                }

                i = end - 1;
            }
        }

        return text.Length;
    }

    private static bool IsStrong(char c) => c is '。' or '！' or '？' or '；' or '…' or '｡' or '．' or '‼' or '⁇' or '⁈' or '⁉';

    private static bool IsTerminator(char c) => c is '.' or '!' or '?' || IsStrong(c);

    private static bool IsCloser(char c) => c is '"' or '\'' or ')' or ']' or '”' or '’' or '」' or '』' or '）' or '】' or '》' or '〉' or '〕' or '］' or '»';

    private static int AfterTerminators(ReadOnlySpan<char> text, int index, out bool strong)
    {
        strong = false;
        while (index < text.Length && IsTerminator(text[index]))
        {
            strong |= IsStrong(text[index++]);
        }

        while (index < text.Length && IsCloser(text[index]))
        {
            index++;
        }

        return index;
    }

    private static bool EndsAtAsciiTerminator(ReadOnlySpan<char> text, int start, int index, int end)
    {
        if (end >= text.Length)
        {
            return true;
        }

        if (!char.IsWhiteSpace(text[end]))
        {
            return CharClass.IsCjk(text[end]) && CharClass.IsCjkOrPunctuation(text[Math.Max(start, index - 1)]);
        }

        var next = end;
        while (next < text.Length && char.IsWhiteSpace(text[next]))
        {
            next++;
        }

        if (text[index] != '.' || next >= text.Length)
        {
            return true;
        }

        // Mid-sentence dots are followed by a lower-case word: "etc. and", "... or".
        return !char.IsLower(text[next]) && !IsOrdinal(text, start, index) && !Abbreviations.EndsAt(text[start..index], text[next]);
    }

    /// <summary>The number or letter of a list item ("1. Foo", "2.3. Bar"): digits and dots from the line's start to the full stop.</summary>
    private static bool IsOrdinal(ReadOnlySpan<char> text, int start, int index)
    {
        var from = index;
        while (from > start && (char.IsAsciiDigit(text[from - 1]) || text[from - 1] == '.'))
        {
            from--;
        }

        return from < index && (from == start || text[from - 1] == '\n');
    }

    private static bool EndsAtLineBreak(ReadOnlySpan<char> text, int lineStart, int lineEnd)
    {
        var next = lineEnd + 1;
        while (next < text.Length && text[next] is ' ' or '\t' or '\r')
        {
            next++;
        }

        return next >= text.Length || text[next] == '\n'
            || Width(text[lineStart..lineEnd]) < ShortestWrappedLine
            || StartsListItem(text[next..]);
    }

    private static bool StartsListItem(ReadOnlySpan<char> line)
    {
        if (line[0] is '•' or '·' or '◦' or '▪' or '●' or '■' or '–')
        {
            return true;
        }

        if (line[0] is '-' or '*' or '+')
        {
            return line.Length > 1 && line[1] is ' ' or '\t';
        }

        var bracket = line[0] is '(' or '（' ? 1 : 0;
        var digits = bracket;
        while (digits < line.Length && (char.IsAsciiDigit(line[digits]) || "一二三四五六七八九十".Contains(line[digits])))
        {
            digits++;
        }

        return digits > bracket && digits < line.Length && line[digits] is '.' or ')' or '）' or '、'
            && (line[digits] is not '.' || (digits + 1 < line.Length && line[digits + 1] == ' '));
    }

    /// <summary>The columns a line takes; a Chinese character takes two.</summary>
    private static int Width(ReadOnlySpan<char> line)
    {
        var width = 0;
        foreach (var c in line)
        {
            width += CharClass.IsCjkOrPunctuation(c) ? 2 : 1;
        }

        return width;
    }
}
