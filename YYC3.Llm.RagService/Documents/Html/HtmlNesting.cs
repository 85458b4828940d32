using System.Collections.Frozen;

namespace YYC3.Llm.RagService.Documents.Html;

/// <summary>
/// Refuses HTML whose elements nest so deep that a tree builder, which looks through its open elements at every tag,
/// would need their square in time and a call stack in proportion. Browsers cut at some hundred levels.
/// </summary>
internal static class HtmlNesting
{
    private const int MaxOpen = 2_000;
    private const int MaxRepeated = 2_000_000;

    // Void elements, and those that may be left open in honest pages because the next one closes them.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Uncounted = FrozenSet.ToFrozenSet(
        ("area base br col embed hr img input link meta param source track wbr html head body p li dt dd option optgroup rt rp rb rtc "
        + "tr td th thead tbody tfoot colgroup").Split(' '),
        StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    // Elements that a tree builder opens again in every block while their end tag is missing.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Formatting = FrozenSet.ToFrozenSet(
        "a b big code em font i nobr s small strike strong tt u".Split(' '), StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Counts tags byte by byte without building anything; leaves the stream at its start.</summary>
    public static void RefuseTooDeep(Stream content)
    {
        content.Position = 0;
        var buffer = new byte[64 * 1024];
        Span<char> name = stackalloc char[16];
        var (open, length, inName, closes) = (0, 0, false, false);
        var (formatting, repeated) = (0, 0L);
        int read;
        while ((read = content.Read(buffer)) > 0)
        {
            foreach (var b in buffer.AsSpan(0, read))
            {
                if (b == '<')
                {
                    (length, inName, closes) = (0, true, false);
                }
                else if (inName && b == '/' && length == 0)
                {
                    closes = true;
                }
                else if (inName && char.IsAsciiLetterOrDigit((char)b) && length < name.Length)
                {
                    name[length++] = char.ToLowerInvariant((char)b);
                }
                else if (inName && b != 0)
                {
                    inName = false;
                    var tag = name[..length];
                    var step = closes ? -1 : 1;
                    if (Formatting.Contains(tag))
                    {
                        formatting = Math.Max(0, formatting + step);
                    }
                    else if (!closes)
                    {
                        repeated += formatting;
                    }

                    open = Math.Max(0, open + (length == 0 || Uncounted.Contains(tag) ? 0 : step));
                    if (open > MaxOpen || repeated > MaxRepeated)
                    {
                        throw new DocumentUnreadableException(
                            DocumentUnreadableException.InvalidFile, $"The page nests more than {MaxOpen:N0} elements in each other; it is damaged or no page for reading.");
                    }
                }
            }
        }

        content.Position = 0;
    }
}
