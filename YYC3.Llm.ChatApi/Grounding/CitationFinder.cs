namespace YYC3.Llm.ChatApi.Grounding;

/// <summary>Finds the marks by which models cite: <c>[1]</c>, <c>[1, 3]</c>, <c>【2】</c>, <c>［4］</c>, also <c>【1†source】</c>. Code is passed over.</summary>
internal static class CitationFinder
{
    private const int LongestMark = 40;

    /// <summary>The citations of an answer, in order; numbers that no source has are none.</summary>
    /// <param name="answer">The answer's text.</param>
    /// <param name="sources">How many sources there were.</param>
    public static List<Citation> Find(ReadOnlySpan<char> answer, int sources)
    {
        var found = new List<Citation>();
        for (var i = 0; i < answer.Length; i++)
        {
            if (answer[i] == '`')
            {
                i = AfterCode(answer, i) - 1;
            }
            else if (Closing(answer[i]) is { } closing)
            {
                var inside = answer[(i + 1)..Math.Min(answer.Length, i + LongestMark)];
                var length = inside.IndexOf(closing);
                // [1](https://…) is a link.
                if (length > 0 && !(i + length + 2 < answer.Length && answer[i + length + 2] == '('))
                {
                    AddNumbers(inside[..length], i, i + length + 2, sources, found);
                }
            }
        }

        return found;
    }

    private static char? Closing(char opening) => opening switch
    {
        '[' => ']',
        '【' => '】',
        '［' => '］',
        _ => null,
    };

    private static int AfterCode(ReadOnlySpan<char> answer, int start)
    {
        var ticks = 1;
        while (start + ticks < answer.Length && answer[start + ticks] == '`')
        {
            ticks++;
        }

        var rest = answer[(start + ticks)..];
        var close = rest.IndexOf(answer.Slice(start, ticks));
        return close < 0 ? (ticks >= 3 ? answer.Length : start + ticks) : start + ticks + close + ticks;
    }

    private static void AddNumbers(ReadOnlySpan<char> inside, int start, int end, int sources, List<Citation> found)
    {
        var dagger = inside.IndexOf('†');
        var numbers = dagger >= 0 ? inside[..dagger] : inside;
        if (numbers.ContainsAnyExcept("0123456789,，、 "))
        {
            return;
        }

        foreach (var part in numbers.SplitAny(',', '，', '、', ' '))
        {
            if (int.TryParse(numbers[part], out var source) && source >= 1 && source <= sources)
            {
                found.Add(new Citation(start, end, source));
            }
        }
    }
}
