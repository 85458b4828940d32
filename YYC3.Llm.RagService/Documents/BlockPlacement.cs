using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Documents;

/// <summary>Gives elements their place: the span in the extracted text and the headings above.</summary>
/// <param name="maxCharacters">The length of the extracted text that ends the reading.</param>
internal sealed class BlockPlacement(int maxCharacters)
{
    private readonly List<(int Level, string Title)> headings = [];
    private IReadOnlyList<string> path = [];
    private BlockKind previous;
    private int position;

    /// <summary>Whether nothing was placed so far.</summary>
    public bool IsEmpty => position == 0;

    /// <summary>The block or blocks of an element; none for a blank one.</summary>
    public IEnumerable<DocumentBlock> Place(DocumentElement element)
    {
        var text = element.Kind == BlockKind.Code ? element.Text.TrimEnd().Trim('\n', '\r') : element.Text.Trim();
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }

        if (element.Kind == BlockKind.Heading)
        {
            Enter(Math.Max(1, element.Level), text);
        }

        var separator = IsEmpty ? "" : Flows(previous, element.Kind) ? "\n" : "\n\n";
        previous = element.Kind;
        for (var start = 0; start < text.Length;)
        {
            var length = PartLength(text, start);
            position += separator.Length + length;
            if (position > maxCharacters)
            {
                throw new DocumentUnreadableException(
                    DocumentUnreadableException.InvalidFile, $"The file holds more than {maxCharacters:N0} characters of text; split it.");
            }

            yield return new DocumentBlock(
                element.Kind, text.Substring(start, length), new TextSpan(position - length, position), separator, path,
                element.Kind == BlockKind.Heading ? Math.Max(1, element.Level) : 0, element.Page, element.LastPage ?? element.Page);
            start += length;
            separator = "";
        }
    }

    private void Enter(int level, string title)
    {
        while (headings.Count > 0 && headings[^1].Level >= level)
        {
            headings.RemoveAt(headings.Count - 1);
        }

        // A title is a label, not a text: one line, short.
        var label = title.ReplaceLineEndings(" ");
        headings.Add((level, label.Length <= 200 ? label : label[..(char.IsHighSurrogate(label[199]) ? 199 : 200)]));
        path = [.. headings.Select(h => h.Title)];
    }

    private static bool Flows(BlockKind before, BlockKind after) =>
        (before, after) is (BlockKind.ListItem, BlockKind.ListItem) or (BlockKind.TableHeader or BlockKind.TableRow, BlockKind.TableRow);

    /// <summary>A part ends, where there is a choice, behind a line, else behind a sentence or a word.</summary>
    private static int PartLength(string text, int start)
    {
        if (text.Length - start <= DocumentExtractor.MaxBlockLength)
        {
            return text.Length - start;
        }

        var window = text.AsSpan(start, DocumentExtractor.MaxBlockLength);
        var half = window.Length / 2;
        foreach (var breaks in (ReadOnlySpan<string>)["\n", "。！？；", ".!?", " ，,"])
        {
            if (window[half..].LastIndexOfAny(breaks) is >= 0 and var at)
            {
                return half + at + 1;
            }
        }

        return char.IsHighSurrogate(window[^1]) ? window.Length - 1 : window.Length;
    }
}
