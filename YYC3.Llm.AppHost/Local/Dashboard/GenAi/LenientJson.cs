using System.Text;
using System.Text.Json;

namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>Reads JSON that an attribute length limit may have cut: what is there is shown, what was cut is missing.</summary>
internal static class LenientJson
{
    /// <summary>The value; null when it is no JSON, cut or not.</summary>
    public static JsonElement? Parse(string text) => TryParse(text) ?? (Complete(text) is { } completed ? TryParse(completed) : null);

    private static JsonElement? TryParse(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Closes what the cut left open: a cut string value keeps its text, a cut name or number goes.</summary>
    private static string? Complete(string text)
    {
        var open = new Stack<char>();
        var (inString, isEscaped, isName) = (false, false, false);
        var (end, unescapedEnd) = (0, 0); // Up to where the text is kept when it ends outside, and inside, a string.
        var closers = string.Empty;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (isEscaped)
                {
                    isEscaped = false;
                    unescapedEnd = c == 'u' ? Math.Min(i + 5, text.Length) : i + 1;
                }
                else if (c == '\\')
                {
                    isEscaped = true;
                    unescapedEnd = i;
                }
                else if (c == '"')
                {
                    inString = false;
                    if (!isName)
                    {
                        (end, closers) = (i + 1, Closers(open));
                    }
                }
                else
                {
                    unescapedEnd = Math.Max(unescapedEnd, i + 1);
                }

                continue;
            }

            switch (c)
            {
                case '"':
                    (inString, unescapedEnd) = (true, i + 1);
                    isName = isName && open.TryPeek(out var around) && around == '}';
                    break;
                case '{' or '[':
                    open.Push(c == '{' ? '}' : ']');
                    isName = c == '{';
                    (end, closers) = (i + 1, Closers(open));
                    break;
                case '}' or ']':
                    if (!open.TryPop(out var expected) || expected != c)
                    {
                        return null;
                    }

                    (end, closers) = (i + 1, Closers(open));
                    break;
                case ':':
                    isName = false;
                    break;
                case ',':
                    isName = open.TryPeek(out var container) && container == '}';
                    (end, closers) = (i, Closers(open));
                    break;
            }
        }

        if (!inString || isName)
        {
            return end == 0 ? null : text[..end] + closers;
        }

        var kept = new StringBuilder(text, 0, CutEscape(text, unescapedEnd), text.Length + 8);
        return kept.Append('"').Append(Closers(open)).ToString();
    }

    /// <summary>A cut \u escape is no character.</summary>
    private static int CutEscape(string text, int end)
    {
        var start = text.LastIndexOf("\\u", end - 1, Math.Min(end, 6), StringComparison.Ordinal);
        return start >= 0 && start + 6 > end ? start : end;
    }

    private static string Closers(Stack<char> open) => string.Concat(open);
}
