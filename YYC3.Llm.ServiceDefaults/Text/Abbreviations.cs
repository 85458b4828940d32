using System.Collections.Frozen;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>English abbreviations whose full stop is no sentence's end.</summary>
internal static class Abbreviations
{
    // What they abbreviate goes on behind them, whatever the next letter is.
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Leading = Set(
        "mr mrs ms dr prof st gen rep sen rev hon capt lt col sgt messrs mt vs cf e.g i.e eg ie viz approx ca resp incl excl esp jan feb mar apr jun jul aug sep sept oct nov dec");

    // Abbreviations only in front of a number: "No. 5", but "He said no. Then".
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> BeforeNumber = Set(
        "no nos nr fig figs sec sect ch chap vol p pp para eq eqs ex tab ver rev art par sct item");

    /// <summary>Whether the word at the end of <paramref name="before"/>, the text up to the full stop, is one.</summary>
    /// <param name="before">The sentence so far, without the full stop.</param>
    /// <param name="next">The first character of the word behind it.</param>
    public static bool EndsAt(ReadOnlySpan<char> before, char next)
    {
        var start = before.Length;
        while (start > 0 && (CharClass.IsWord(before[start - 1]) || before[start - 1] == '.'))
        {
            start--;
        }

        var word = before[start..];
        if (word.IsEmpty || word.Length > 8)
        {
            return false;
        }

        // Initials: "J. Smith", "U. S. Navy"; but not the pronoun ("so am I. Then").
        if (word.Length == 1 && char.IsAsciiLetterUpper(word[0]) && word[0] != 'I')
        {
            return char.IsUpper(next);
        }

        Span<char> lower = stackalloc char[8];
        lower = lower[..word.ToLowerInvariant(lower)];
        return Leading.Contains(lower) || (char.IsAsciiDigit(next) && BeforeNumber.Contains(lower));
    }

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Set(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
}
