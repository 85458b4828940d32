namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// Strips English endings, so that "connected" and "connections" meet in "connect".
/// </summary>
/// <remarks>
/// M. F. Porter, "An algorithm for suffix stripping", Program 14(3), 1980, with the two later rules of the author's own
/// reference implementation (<c>bli</c> → <c>ble</c> for <c>abli</c> → <c>able</c>, and <c>logi</c> → <c>log</c>).
/// </remarks>
public static class PorterStemmer
{
    /// <summary>Longer words are left as they are: no English word is longer, and the rules' cost grows with the length.</summary>
    public const int MaxWordLength = 64;

    /// <summary>Stems a word in place.</summary>
    /// <param name="word">A word of lower-case ASCII letters; it is overwritten.</param>
    /// <returns>The length of the stem, which starts at <paramref name="word"/>'s first character; never more than the word's length.</returns>
    public static int Stem(Span<char> word)
    {
        if (word.Length is < 3 or > MaxWordLength)
        {
            return word.Length;
        }

        var stem = new Stemming(word);
        stem.RemovePlurals();
        stem.RemovePastAndProgressive();
        stem.TurnTerminalY();
        stem.MapDoubleSuffixes();
        stem.MapFullAndNess();
        stem.RemoveSuffixes();
        stem.TidyUp();
        return stem.Length;
    }

    /// <summary>The stem of a word of lower-case ASCII letters.</summary>
    public static string Stem(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        var buffer = word.ToCharArray();
        return new string(buffer, 0, Stem(buffer.AsSpan()));
    }

    /// <summary>The word while it is cut; the paper's terms: m is the number of vowel-consonant sequences of the stem.</summary>
    private ref struct Stemming(Span<char> word)
    {
        private readonly Span<char> word = word;

        public int Length { get; private set; } = word.Length;

        private readonly ReadOnlySpan<char> Current => word[..Length];

        // Step 1a.
        public void RemovePlurals()
        {
            if (word[Length - 1] != 's')
            {
                return;
            }

            if (Current.EndsWith("sses") || Current.EndsWith("ies"))
            {
                Length -= 2;
            }
            else if (Length < 2 || word[Length - 2] != 's')
            {
                Length--;
            }
        }

        // Step 1b.
        public void RemovePastAndProgressive()
        {
            if (Current.EndsWith("eed"))
            {
                if (Measure(Length - 3) > 0)
                {
                    Length--;
                }

                return;
            }

            var cut = Current.EndsWith("ed") ? 2 : Current.EndsWith("ing") ? 3 : 0;
            if (cut == 0 || !HasVowel(Length - cut))
            {
                return;
            }

            Length -= cut;
            if (Current.EndsWith("at") || Current.EndsWith("bl") || Current.EndsWith("iz"))
            {
                word[Length++] = 'e';
            }
            else if (EndsInDoubleConsonant(Length))
            {
                if (word[Length - 1] is not ('l' or 's' or 'z'))
                {
                    Length--;
                }
            }
            else if (Measure(Length) == 1 && EndsInShortSyllable(Length))
            {
                word[Length++] = 'e';
            }
        }

        // Step 1c.
        public readonly void TurnTerminalY()
        {
            if (Length > 0 && word[Length - 1] == 'y' && HasVowel(Length - 1))
            {
                word[Length - 1] = 'i';
            }
        }

        // Step 2.
        public void MapDoubleSuffixes()
        {
            if (Length < 3)
            {
                return;
            }

            _ = word[Length - 2] switch
            {
                'a' => Map("ational", "ate") || Map("tional", "tion"),
                'c' => Map("enci", "ence") || Map("anci", "ance"),
                'e' => Map("izer", "ize"),
                'l' => Map("bli", "ble") || Map("alli", "al") || Map("entli", "ent") || Map("eli", "e") || Map("ousli", "ous"),
                'o' => Map("ization", "ize") || Map("ation", "ate") || Map("ator", "ate"),
                's' => Map("alism", "al") || Map("iveness", "ive") || Map("fulness", "ful") || Map("ousness", "ous"),
                't' => Map("aliti", "al") || Map("iviti", "ive") || Map("biliti", "ble"),
                'g' => Map("logi", "log"),
                _ => false,
            };
        }

        // Step 3.
        public void MapFullAndNess()
        {
            if (Length == 0)
            {
                return;
            }

            _ = word[Length - 1] switch
            {
                'e' => Map("icate", "ic") || Map("ative", "") || Map("alize", "al"),
                'i' => Map("iciti", "ic"),
                'l' => Map("ical", "ic") || Map("ful", ""),
                's' => Map("ness", ""),
                _ => false,
            };
        }

        // Step 4.
        public void RemoveSuffixes()
        {
            if (Length < 3)
            {
                return;
            }

            _ = word[Length - 2] switch
            {
                'a' => Cut("al"),
                'c' => Cut("ance") || Cut("ence"),
                'e' => Cut("er"),
                'i' => Cut("ic"),
                'l' => Cut("able") || Cut("ible"),
                'n' => Cut("ant") || Cut("ement") || Cut("ment") || Cut("ent"),
                'o' => CutIon() || Cut("ou"),
                's' => Cut("ism"),
                't' => Cut("ate") || Cut("iti"),
                'u' => Cut("ous"),
                'v' => Cut("ive"),
                'z' => Cut("ize"),
                _ => false,
            };
        }

        // Step 5.
        public void TidyUp()
        {
            if (Length > 0 && word[Length - 1] == 'e')
            {
                var m = Measure(Length - 1);
                if (m > 1 || (m == 1 && !EndsInShortSyllable(Length - 1)))
                {
                    Length--;
                }
            }

            if (Length > 1 && word[Length - 1] == 'l' && EndsInDoubleConsonant(Length) && Measure(Length - 1) > 1)
            {
                Length--;
            }
        }

        /// <summary>Replaces a suffix where the stem before it has m &gt; 0; true when the suffix was there, replaced or not.</summary>
        private bool Map(ReadOnlySpan<char> suffix, ReadOnlySpan<char> replacement)
        {
            if (!Current.EndsWith(suffix))
            {
                return false;
            }

            var stem = Length - suffix.Length;
            if (Measure(stem) > 0)
            {
                replacement.CopyTo(word[stem..]);
                Length = stem + replacement.Length;
            }

            return true;
        }

        /// <summary>Removes a suffix where the stem before it has m &gt; 1; true when the suffix was there, removed or not.</summary>
        private bool Cut(ReadOnlySpan<char> suffix)
        {
            if (!Current.EndsWith(suffix))
            {
                return false;
            }

            if (Measure(Length - suffix.Length) > 1)
            {
                Length -= suffix.Length;
            }

            return true;
        }

        private bool CutIon() => Length > 3 && word[Length - 4] is 's' or 't' && Cut("ion");

        private readonly bool IsConsonant(int i) => word[i] switch
        {
            'a' or 'e' or 'i' or 'o' or 'u' => false,
            'y' => i == 0 || !IsConsonant(i - 1),
            _ => true,
        };

        private readonly int Measure(int length)
        {
            var m = 0;
            var afterVowel = false;
            for (var i = 0; i < length; i++)
            {
                var consonant = IsConsonant(i);
                if (consonant && afterVowel)
                {
                    m++;
                }

                afterVowel = !consonant;
            }

            return m;
        }

        private readonly bool HasVowel(int length)
        {
            for (var i = 0; i < length; i++)
            {
                if (!IsConsonant(i))
                {
                    return true;
                }
            }

            return false;
        }

        private readonly bool EndsInDoubleConsonant(int length) =>
            length > 1 && word[length - 1] == word[length - 2] && IsConsonant(length - 1);

        /// <summary>The paper's *o: consonant, vowel, consonant, where the last is not w, x or y ("hop", not "snow").</summary>
        private readonly bool EndsInShortSyllable(int length) =>
            length > 2 && IsConsonant(length - 1) && !IsConsonant(length - 2) && IsConsonant(length - 3)
            && word[length - 1] is not ('w' or 'x' or 'y');
    }
}
