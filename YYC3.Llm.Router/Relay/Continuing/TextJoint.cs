using System.Text;

namespace YYC3.Llm.Router.Relay.Continuing;

/// <summary>
/// Joins what a second model writes to what a first one has written. Asked to go on, models do one of three things: they go on, they repeat
/// the last words first, or they begin again from the start. The joint holds back the first characters until it knows which, and lets
/// through what is new.
/// </summary>
/// <param name="written">What the caller has already.</param>
internal sealed class TextJoint(string written)
{
    /// <summary>Characters held back before a repetition of the last words is ruled out.</summary>
    internal const int Window = 64;

    /// <summary>A repetition shorter than this may be meant: in characters, of which a Chinese one counts twice.</summary>
    internal const int ShortestOverlap = 12;

    private const char FirstWide = '\u2e80';

    private readonly StringBuilder held = new();
    private bool joined = written.Length == 0;

    /// <summary>Takes the next piece and gives what may go out now.</summary>
    public string Add(string piece)
    {
        if (joined)
        {
            return piece;
        }

        held.Append(piece);
        var text = held.ToString();
        if (text.Length >= written.Length && text.StartsWith(written, StringComparison.Ordinal))
        {
            return Join(written.Length); // It began again, and has caught up.
        }

        if (written.StartsWith(text, StringComparison.Ordinal) || text.Length < Window)
        {
            return "";
        }

        return Join(Overlap(text));
    }

    /// <summary>The stream ends: gives what was still held back.</summary>
    public string End()
    {
        if (joined)
        {
            return "";
        }

        var text = held.ToString();
        return Join(written.StartsWith(text, StringComparison.Ordinal) && Width(text) >= ShortestOverlap ? text.Length : Overlap(text));
    }

    private string Join(int repeated)
    {
        joined = true;
        return held.ToString(repeated, held.Length - repeated);
    }

    /// <summary>How many of the first characters repeat the last ones written.</summary>
    private int Overlap(string text)
    {
        for (var length = Math.Min(text.Length, written.Length); length > 0; length--)
        {
            if (written.AsSpan(written.Length - length).SequenceEqual(text.AsSpan(0, length)))
            {
                return Width(text.AsSpan(0, length)) >= ShortestOverlap ? length : 0;
            }
        }

        return 0;
    }

    private static int Width(ReadOnlySpan<char> text)
    {
        var width = text.Length;
        foreach (var c in text)
        {
            width += c >= FirstWide ? 1 : 0;
        }

        return width;
    }
}
