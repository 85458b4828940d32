using System.Collections.Frozen;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// Terms that carry grammar and no subject: English words, and of Chinese the particles, pronouns and question words, in which
/// a question differs from the text that answers it. They are dropped from documents and queries alike. Measured: CACM nDCG@10
/// 0.508 against 0.490 with all English words kept (R@100 0.694 against 0.659), CMRC 2018 0.991 against 0.989.
/// </summary>
internal static class StopWords
{
    private static readonly FrozenSet<string> English = FrozenSet.ToFrozenSet(
        ("a about above after again against all am an and any are as at be because been before being below between both but by can "
        + "did do does doing down during each few for from further had has have having he her here hers him his how i if in into is it its "
        + "just me more most my no nor not now of off on once only or other our ours out over own same she should so some such "
        + "than that the their theirs them then there these they this those through to too under until up very "
        + "was we were what when where which while who whom why will with you your yours").Split(' '),
        StringComparer.Ordinal);

    private static readonly FrozenSet<string> Chinese = FrozenSet.ToFrozenSet(
        ("的 了 吗 嗎 呢 吧 啊 么 麼 怎 哪 我 你 他 她 它 们 們 怎么 怎麼 怎样 怎樣 什么 什麼 甚麼 如何 为什 為什 么样 麼樣 哪些 哪个 哪個 哪里 哪裡 "
        + "是否 可以 能不 不能 我们 我們 你们 你們 他们 他們 多少 请问 請問 应该 應該 么办 麼辦 有没 有沒 没有 沒有 一个 一個 这个 這個 那个 那個").Split(' '),
        StringComparer.Ordinal);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> EnglishLookup =
        English.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> ChineseLookup =
        Chinese.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a lower-case word is one of the English ones.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => word.Length <= 7 && EnglishLookup.Contains(word);

    /// <summary>Whether one or two characters are one of the Chinese ones.</summary>
    public static bool ContainsChinese(ReadOnlySpan<char> term) => ChineseLookup.Contains(term);
}
