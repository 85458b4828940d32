using System.Collections.Frozen;

namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// The English words that carry grammar and no subject. They are dropped from documents and queries alike: on CACM that gives
/// nDCG@10 0.508 against 0.490 with all words kept (R@100 0.694 against 0.659). Chinese has no list: rarity does that work.
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

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup =
        English.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a lower-case word is one of them.</summary>
    public static bool Contains(ReadOnlySpan<char> word) => word.Length <= 7 && Lookup.Contains(word);
}
