using System.Globalization;
using Microsoft.ML.Tokenizers;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// Counts tokens of OpenAI's <c>o200k_base</c> vocabulary: exactly, and by a cheap estimate. Other providers' models count
/// otherwise; for them this is the common measure, and what they report is the truth.
/// </summary>
public static class TokenCounter
{
    // The tokenizer's cost grows with the square of the longest run without a break: 100,000 Chinese characters without
    // punctuation take it 38 s. Counting piece by piece, cut where no token can span, gives the same number in linear time.
    private const int MaxPiece = 1024;

    private static readonly Lazy<TiktokenTokenizer> Tokenizer = new(static () => TiktokenTokenizer.CreateForEncoding("o200k_base"));

    /// <summary>
    /// The number of tokens: exact, but for text that has no boundary between words and non-words in 1,024 UTF-16 units
    /// (encoded data), which may count a few tokens too many.
    /// </summary>
    /// <remarks>Thread-safe. The first call loads the vocabulary: 0.3 s and 57 MB. Afterwards about 1.5 µs a token.</remarks>
    public static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            var piece = PieceLength(text);
            count += Exact(text[..piece]);
            text = text[piece..];
        }

        return count;
    }

    /// <summary>Where to cut a text so that its start holds as many tokens as allowed.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="maxTokens">The highest number of tokens, 0 or more.</param>
    /// <param name="tokens">The number of tokens before the cut.</param>
    /// <returns>The UTF-16 index behind the last token that fits, never inside a surrogate pair; the text's length when all of it fits.</returns>
    public static int IndexByTokenCount(ReadOnlySpan<char> text, int maxTokens, out int tokens)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxTokens);
        tokens = 0;
        var index = 0;
        while (index < text.Length && tokens < maxTokens)
        {
            var piece = text.Slice(index, PieceLength(text[index..]));
            var count = Exact(piece);
            if (tokens + count > maxTokens)
            {
                var cut = Tokenizer.Value.GetIndexByTokenCount(
                    piece, maxTokens - tokens, out _, out count, considerPreTokenization: true, considerNormalization: false);
                tokens += count;
                return index + (cut > 0 && char.IsHighSurrogate(piece[cut - 1]) ? cut - 1 : cut);
            }

            tokens += count;
            index += piece.Length;
        }

        return index;
    }

    /// <summary>An estimate of <see cref="Count"/> at about a tenth of its cost, without the vocabulary.</summary>
    /// <remarks>
    /// Off by at most 4 % on English abstracts (CACM), Chinese encyclopedia text (CMRC 2018), Debian's manual in both languages,
    /// Markdown and C# source, each as a whole; a single modern Chinese sentence may come out a fifth too high. By far more on
    /// encoded data and on scripts other than these.
    /// </remarks>
    public static int Estimate(ReadOnlySpan<char> text) => TokenEstimate.Of(text);

    private static int Exact(ReadOnlySpan<char> piece) =>
        Tokenizer.Value.CountTokens(piece, considerPreTokenization: true, considerNormalization: false);

    /// <summary>
    /// The length of a piece at the start of the text, at most <see cref="MaxPiece"/>, that ends where the vocabulary's own
    /// splitting pattern ends too: behind a letter that neither a letter nor a mark nor an apostrophe follows.
    /// </summary>
    private static int PieceLength(ReadOnlySpan<char> text)
    {
        if (text.Length <= MaxPiece)
        {
            return text.Length;
        }

        for (var end = MaxPiece; end > 0; end--)
        {
            if (char.IsLetter(text[end - 1]) && IsBoundaryAfterLetter(text[end]))
            {
                return end;
            }
        }

        return char.IsHighSurrogate(text[MaxPiece - 1]) ? MaxPiece - 1 : MaxPiece;
    }

    private static bool IsBoundaryAfterLetter(char next) => next != '\'' && char.GetUnicodeCategory(next) is
        UnicodeCategory.SpaceSeparator or UnicodeCategory.Control or UnicodeCategory.DecimalDigitNumber
        or UnicodeCategory.OtherPunctuation or UnicodeCategory.DashPunctuation or UnicodeCategory.ConnectorPunctuation
        or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
        or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation or UnicodeCategory.MathSymbol;
}
