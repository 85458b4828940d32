using System.Runtime.InteropServices;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// Turns Chinese, English and mixed text into the terms that lexical search works on; the same terms for documents and queries,
/// the same on every machine.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>Letters become lower-case, full-width forms half-width. Traditional characters stay as they are.</item>
/// <item>Words that spaces delimit: English ones lose their endings (<see cref="PorterStemmer"/>), grammar words are dropped
/// unless written in capitals (<c>IT</c>, <c>WHO</c>), <c>'s</c> goes. Words with digits stay as they are.</item>
/// <item>Compounds give their parts and the whole: <c>apt-get</c> → apt, get, aptget (without the hyphen, so that
/// <c>UTF-8</c> meets <c>utf8</c> and <c>e-mail</c> meets <c>email</c>); <c>max_chunk_size</c>, <c>sources.list</c>, <c>3.14</c>
/// keep their joints in the whole; <c>C++</c> → c, c++; <c>C#</c> → c, c#.</item>
/// <item>Runs of Han, kana and Hangul give each character and each pair of neighbours: <c>系统</c> → 系, 统, 系统;
/// particles, pronouns and question words (的, 怎么) are dropped.</item>
/// </list>
/// Measured with <see cref="Bm25"/>: CACM nDCG@10 0.508, CMRC 2018 (Chinese) 0.991. (Before the Chinese stop words, 0.989;
/// 0.987 with pairs alone in the query, 0.978 with single characters alone.)
/// </remarks>
public static class TextAnalyzer
{
    /// <summary>The length in UTF-16 units at which a term is cut off; encoded data would fill an index else.</summary>
    public const int MaxTermLength = 64;

    /// <summary>Hands each term of <paramref name="text"/> to <paramref name="action"/>, in order, repeated ones repeatedly.</summary>
    /// <typeparam name="TState">The type of <paramref name="state"/>.</typeparam>
    /// <param name="text">Any text; ill-formed UTF-16 is skipped.</param>
    /// <param name="state">Passed to each call of <paramref name="action"/>.</param>
    /// <param name="action">Called for each term.</param>
    public static void Analyze<TState>(ReadOnlySpan<char> text, TState state, TermAction<TState> action)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(action);
        Span<char> part = stackalloc char[MaxTermLength];
        Span<char> whole = stackalloc char[MaxTermLength];
        var index = 0;
        while (index < text.Length)
        {
            if (CharClass.IsWord(CharClass.Fold(text[index])))
            {
                index = AnalyzeCompound(text, index, new TermBuffer(part), new TermBuffer(whole), state, action);
            }
            else if (CharClass.CjkLength(text, index) > 0)
            {
                index = AnalyzeCjkRun(text, index, state, action);
            }
            else
            {
                index++;
            }
        }
    }

    /// <summary>The terms of <paramref name="text"/> in order, repeated ones repeatedly.</summary>
    public static List<string> Terms(ReadOnlySpan<char> text)
    {
        var terms = new List<string>();
        Analyze(text, terms, static (term, list) => list.Add(term.ToString()));
        return terms;
    }

    /// <summary>Adds the terms of <paramref name="text"/> to <paramref name="frequencies"/>; allocates only for terms new to it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="frequencies">How often each term occurred so far; must compare ordinally. Clear and reuse it over documents.</param>
    /// <returns>The number of terms in <paramref name="text"/>, repeated ones counted: its length for <see cref="Bm25.TermWeight"/>.</returns>
    public static int CountTerms(ReadOnlySpan<char> text, Dictionary<string, int> frequencies)
    {
        ArgumentNullException.ThrowIfNull(frequencies);
        var counter = new Counter(frequencies);
        Analyze(text, counter, static (term, counter) => counter.Add(term));
        return counter.Total;
    }

    private static int AnalyzeCjkRun<TState>(ReadOnlySpan<char> text, int index, TState state, TermAction<TState> action)
        where TState : allows ref struct
    {
        var previous = -1;
        while (index < text.Length)
        {
            var length = CharClass.CjkLength(text, index);
            if (length == 0)
            {
                break;
            }

            EmitCjk(text.Slice(index, length), state, action);
            if (previous >= 0)
            {
                EmitCjk(text[previous..(index + length)], state, action);
            }

            previous = index;
            index += length;
        }

        return index;
    }

    private static void EmitCjk<TState>(ReadOnlySpan<char> term, TState state, TermAction<TState> action)
        where TState : allows ref struct
    {
        if (!StopWords.ContainsChinese(term))
        {
            action(term, state);
        }
    }

    private static int AnalyzeCompound<TState>(
        ReadOnlySpan<char> text, int index, TermBuffer part, TermBuffer whole, TState state, TermAction<TState> action)
        where TState : allows ref struct
    {
        var parts = 0;
        while (true)
        {
            index = ReadPart(text, index, ref part);
            whole.Append(part.Raw);
            Emit(ref part, keepStopWord: false, state, action);
            parts++;

            // A joint holds only between two parts: the hyphen of "pre- and" and the full stop of "end." do not.
            if (index + 1 >= text.Length || !CharClass.IsWord(CharClass.Fold(text[index + 1])))
            {
                break;
            }

            var joint = CharClass.Fold(text[index]);
            if (joint is '_' or '.')
            {
                whole.Append(joint);
            }
            else if (!IsHyphen(joint))
            {
                break;
            }

            index++;
        }

        var signs = TrailingSigns(text, index);
        for (var i = 0; i < signs; i++)
        {
            whole.Append(CharClass.Fold(text[index + i]));
        }

        if (parts > 1 || signs > 0)
        {
            Emit(ref whole, keepStopWord: true, state, action);
        }

        return index + signs;
    }

    /// <summary>Reads letters and digits; an apostrophe inside is left out, a closing <c>'s</c> dropped, a soft hyphen skipped.</summary>
    private static int ReadPart(ReadOnlySpan<char> text, int index, ref TermBuffer part)
    {
        while (index < text.Length)
        {
            var c = CharClass.Fold(text[index]);
            if (CharClass.IsWord(c))
            {
                part.Append(c);
            }
            else if (c is '\'' or '\u2019' && IsWordAt(text, index + 1))
            {
                if (CharClass.Fold(text[index + 1]) is 's' or 'S' && !IsWordAt(text, index + 2))
                {
                    return index + 2;
                }
            }
            else if (c != '\u00AD')
            {
                break;
            }

            index++;
        }

        return index;
    }

    private static bool IsWordAt(ReadOnlySpan<char> text, int index) =>
        index < text.Length && CharClass.IsWord(CharClass.Fold(text[index]));

    private static bool IsHyphen(char c) => c is '-' or '\u2010' or '\u2011';

    /// <summary>How many signs end a name such as C++, C#, GTK+: a sum (<c>a+b</c>) has none, <c>C++17</c> two.</summary>
    private static int TrailingSigns(ReadOnlySpan<char> text, int index)
    {
        var sign = index < text.Length ? CharClass.Fold(text[index]) : ' ';
        if (sign is not ('+' or '#'))
        {
            return 0;
        }

        var doubled = sign == '+' && index + 1 < text.Length && CharClass.Fold(text[index + 1]) == '+';
        return doubled ? 2 : IsWordAt(text, index + 1) ? 0 : 1;
    }

    private static void Emit<TState>(ref TermBuffer term, bool keepStopWord, TState state, TermAction<TState> action)
        where TState : allows ref struct
    {
        var folded = term.Fold();
        if (keepStopWord || term.IsAcronym || !StopWords.Contains(folded))
        {
            action(term.Stem(), state);
        }

        term.Clear();
    }

    private sealed class Counter(Dictionary<string, int> frequencies)
    {
        private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup =
            frequencies.GetAlternateLookup<ReadOnlySpan<char>>();

        public int Total { get; private set; }

        public void Add(ReadOnlySpan<char> term)
        {
            CollectionsMarshal.GetValueRefOrAddDefault(lookup, term, out _)++;
            Total++;
        }
    }
}
