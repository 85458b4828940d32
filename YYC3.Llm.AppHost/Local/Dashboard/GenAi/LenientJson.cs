using System.Text;
using System.Text.Json;

namespace YYC3.Llm.AppHost.Local.Dashboard.GenAi;

/// <summary>Reads JSON that an attribute length limit may have cut: what is there is shown, what was cut is missing.</summary>
internal static class LenientJson
{
    /// <summary>The depth to which System.Text.Json reads; deeper text is not worth closing.</summary>
    private const int MaxDepth = 64;

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
        var hexDigits = 0; // How many are still to come of a \u escape.
        var (end, stringEnd) = (0, 0); // Up to where the text is kept when it ends outside, and inside, a string.
        var closers = string.Empty;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (inString)
            {
                if (isEscaped)
                {
                    isEscaped = false;
                    hexDigits = c == 'u' ? 4 : 0;
                    stringEnd = c == 'u' ? stringEnd : i + 1;
                }
                else if (hexDigits > 0)
                {
                    hexDigits--;
                    stringEnd = hexDigits == 0 ? i + 1 : stringEnd;
                }
                else if (c == '\\')
                {
                    isEscaped = true;
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
                    stringEnd = i + 1;
                }

                continue;
            }

            switch (c)
            {
                case '"':
                    (inString, stringEnd) = (true, i + 1);
                    isName = isName && open.TryPeek(out var around) && around == '}';
                    break;
                case '{' or '[' when open.Count == MaxDepth:
                    return null;
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

        return new StringBuilder(text, 0, stringEnd, stringEnd + 16).Append('"').Append(Closers(open)).ToString();
    }

    private static string Closers(Stack<char> open) => string.Concat(open);
}
