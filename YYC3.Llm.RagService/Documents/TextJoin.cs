using System.Text;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Documents;

/// <summary>Puts text together that a layout or a markup took apart.</summary>
internal static class TextJoin
{
    /// <summary>
    /// Appends the next line of the same paragraph: between Chinese characters without a space, else with one;
    /// an English word that was hyphenated at the line's end becomes whole.
    /// </summary>
    /// <param name="paragraph">The lines so far.</param>
    /// <param name="line">The next line, trimmed.</param>
    /// <param name="dehyphenate">Whether a hyphen at the end was set by the layout and not by the author.</param>
    public static void AppendLine(StringBuilder paragraph, ReadOnlySpan<char> line, bool dehyphenate)
    {
        if (line.IsEmpty)
        {
            return;
        }

        if (paragraph.Length > 0)
        {
            var last = paragraph[^1];
            if (dehyphenate && last is '-' or '\u2010' or '\u00AD' && paragraph.Length > 1 && char.IsLetter(paragraph[^2]) && char.IsLower(line[0]))
            {
                paragraph.Length--;
            }
            else if (!char.IsWhiteSpace(last) && !CharClass.JoinsWithoutSpace(last, line[0]))
            {
                paragraph.Append(' ');
            }
        }

        paragraph.Append(line);
    }

    /// <summary>
    /// Appends markup text, in which any run of white space is one space, or none where it only broke a line between Chinese characters.
    /// </summary>
    public static void AppendCollapsed(StringBuilder paragraph, ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length;)
        {
            if (!IsSpace(text[i]))
            {
                paragraph.Append(text[i++]);
                continue;
            }

            var breaksLine = false;
            while (i < text.Length && IsSpace(text[i]))
            {
                breaksLine |= text[i++] == '\n';
            }

            var joined = breaksLine && paragraph.Length > 0 && i < text.Length && CharClass.JoinsWithoutSpace(paragraph[^1], text[i]);
            if (!joined && paragraph.Length > 0 && !IsSpace(paragraph[^1]))
            {
                paragraph.Append(' ');
            }
        }
    }

    /// <summary>The cells of a table row in one line: joined by <c> | </c>, each on one line itself.</summary>
    public static string Row(IEnumerable<string> cells) =>
        string.Join(" | ", cells.Select(cell => cell.ReplaceLineEndings(" ").Trim())).Trim();

    private static bool IsSpace(char c) => c is ' ' or '\n' or '\r' or '\t' or '\f' or '\u00A0';
}
