namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// Guesses a token count from runs of like characters. The weights were fitted by grid search to the texts that
/// <see cref="TokenCounter.Estimate"/> names, so that the worst of them is off by as little as possible.
/// </summary>
internal static class TokenEstimate
{
    private enum Kind
    {
        LineBreak,
        Space,
        Cjk,
        Digit,
        Letter,
        CjkPunctuation,
        Other,
    }

    public static int Of(ReadOnlySpan<char> text)
    {
        var tokens = 0f;
        for (var i = 0; i < text.Length;)
        {
            var start = i;
            var kind = KindOf(text[i]);
            do
            {
                i++;
            }
            while (i < text.Length && KindOf(text[i]) == kind);

            tokens += Weigh(kind, i - start);
        }

        return (int)MathF.Ceiling(tokens);
    }

    private static float Weigh(Kind kind, int length) => kind switch
    {
        Kind.LineBreak => 0.3f,
        // One space belongs to the word behind it.
        Kind.Space => length > 1 ? 1f : 0f,
        Kind.Cjk => 0.85f * length,
        // The vocabulary splits numbers into threes.
        Kind.Digit => (length + 2) / 3,
        Kind.Letter => 1f + (Math.Max(0, length - 6) / 6f),
        Kind.CjkPunctuation => 0.9f * length,
        _ => 1f + ((length - 1) / 16f),
    };

    private static Kind KindOf(char c) => c switch
    {
        '\n' => Kind.LineBreak,
        ' ' or '\r' or '\t' => Kind.Space,
        _ when char.IsAsciiLetter(c) => Kind.Letter,
        _ when CharClass.IsCjk(c) => Kind.Cjk,
        _ when char.IsDigit(c) => Kind.Digit,
        _ when char.IsLetter(c) => Kind.Letter,
        _ when CharClass.IsCjkOrPunctuation(c) => Kind.CjkPunctuation,
        _ => Kind.Other,
    };
}
