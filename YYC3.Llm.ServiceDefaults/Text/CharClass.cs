using System.Globalization;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// What kind of text a character belongs to, decided by Unicode blocks and categories alone:
/// the same on every machine, with or without ICU.
/// </summary>
public static class CharClass
{
    /// <summary>Full-width ASCII and the ideographic space as their half-width selves, everything else as it is.</summary>
    public static char Fold(char c) => c switch
    {
        >= '\uFF01' and <= '\uFF5E' => (char)(c - 0xFEE0),
        '\u3000' => ' ',
        _ => c,
    };

    /// <summary>
    /// Whether text around <paramref name="c"/> is written without spaces between words:
    /// Han, kana and Hangul (Korean has spaces, but its particles stick to the words, so bigrams serve it better).
    /// The high surrogates of the supplementary Han planes answer yes.
    /// </summary>
    public static bool IsCjk(char c) => c >= '\u1100' && c switch
    {
        <= '\u11FF' => true,
        '\u3005' or '\u3007' => true,
        >= '\u3041' and <= '\u3096' => true,
        >= '\u309D' and <= '\u309F' => true,
        >= '\u30A1' and <= '\u30FA' => true,
        >= '\u30FC' and <= '\u30FF' => true,
        >= '\u3105' and <= '\u318E' => true,
        >= '\u31F0' and <= '\u31FF' => true,
        >= '\u3400' and <= '\u4DBF' => true,
        >= '\u4E00' and <= '\u9FFF' => true,
        >= '\uAC00' and <= '\uD7A3' => true,
        >= '\uF900' and <= '\uFAFF' => true,
        >= '\uFF66' and <= '\uFF9F' => true,
        // The high surrogates of planes 2 and 3, which hold nothing but Han.
        >= '\uD840' and <= '\uD8BF' => true,
        _ => false,
    };

    /// <summary>
    /// The number of UTF-16 units of the CJK character at <paramref name="index"/>: 1, 2 for a surrogate pair,
    /// 0 where none starts (a lone surrogate is none).
    /// </summary>
    public static int CjkLength(ReadOnlySpan<char> text, int index)
    {
        if (!IsCjk(text[index]))
        {
            return 0;
        }

        if (!char.IsHighSurrogate(text[index]))
        {
            return 1;
        }

        return index + 1 < text.Length && char.IsLowSurrogate(text[index + 1]) ? 2 : 0;
    }

    /// <summary>Whether <paramref name="c"/> (folded) is part of a word that spaces delimit: letters, digits and the marks on them.</summary>
    public static bool IsWord(char c)
    {
        if (c < 0x80)
        {
            return char.IsAsciiLetterOrDigit(c);
        }

        if (IsCjk(c))
        {
            return false;
        }

        return char.GetUnicodeCategory(c) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter
            or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }

    /// <summary>Whether a line break between two characters of these kinds is an accident of layout that joins without a space.</summary>
    public static bool JoinsWithoutSpace(char before, char after) => IsCjkOrPunctuation(before) && IsCjkOrPunctuation(after);

    /// <summary>Han, kana, Hangul, and the full-width punctuation that goes with them.</summary>
    public static bool IsCjkOrPunctuation(char c) =>
        IsCjk(c) || c is (>= '\u3001' and <= '\u303F') or (>= '\uFF01' and <= '\uFF65') or '\u2026' or '\u2014' or '\u201C' or '\u201D' or '\u2018' or '\u2019';
}
