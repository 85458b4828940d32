using System.Text;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>
/// One text of a stream whose events either hold the next piece or, from models that ignore <c>incremental_output</c>, the whole text so far.
/// The first event that does not begin with the one before it proves pieces. While every event does, pieces that happen to look so ("ha",
/// "haha") are possible: what is new is held back until the repeated text is too long for chance, or the stream ends and the token counts tell.
/// </summary>
internal sealed class GrowingText
{
    /// <summary>Text of this many UTF-16 units, with <see cref="EnoughKinds"/> different ones, does not begin the next piece by chance.</summary>
    private const int EnoughLength = 16;

    private const int EnoughKinds = 6;

    private readonly StringBuilder held = new();
    private string last = "";
    private long firstTokens, lastTokens;
    private int firstLength;
    private bool pieces, whole;

    /// <summary>Takes an event's text and gives what is new of it.</summary>
    /// <param name="text">The text; "" says nothing.</param>
    /// <param name="tokens">The tokens of the answer so far, as the event says; 0 when it does not.</param>
    public string Take(string text, long tokens)
    {
        if (text.Length == 0 || pieces)
        {
            return text;
        }

        if (last.Length == 0)
        {
            last = text;
            firstLength = text.Length;
            firstTokens = lastTokens = tokens;
            return text;
        }

        if (!text.StartsWith(last, StringComparison.Ordinal))
        {
            pieces = true;
            return Release() + text;
        }

        var added = text[last.Length..];
        if (whole || (added.Length > 0 && last.Length >= EnoughLength && last.Distinct().Take(EnoughKinds).Count() == EnoughKinds))
        {
            // What was held was text as pieces would have it; as whole texts all of them are in this one.
            var shown = whole ? last.Length : firstLength;
            whole = true;
            held.Clear();
            last = text;
            return text[shown..];
        }

        held.Append(text);
        last = text;
        lastTokens = tokens;
        return "";
    }

    /// <summary>The stream ended: gives what was held back.</summary>
    public string End()
    {
        if (pieces || whole || held.Length == 0)
        {
            return "";
        }

        // Characters for each token, as the first event had it, are kept by the reading that is true.
        var rate = (double)firstLength / Math.Max(firstTokens, 1);
        var asWhole = Math.Abs(last.Length - (rate * lastTokens));
        var asPieces = Math.Abs(firstLength + held.Length - (rate * lastTokens));
        whole = lastTokens > 0 ? asWhole <= asPieces : last.Length >= 4;
        pieces = !whole;
        return whole ? last[firstLength..] : Release();
    }

    private string Release()
    {
        var text = held.ToString();
        held.Clear();
        return text;
    }
}
