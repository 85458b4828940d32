using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>What a search looks for.</summary>
internal static class QueryTerms
{
    /// <summary>So many terms count; more narrow nothing down that these do not.</summary>
    private const int Most = 16;

    /// <summary>The terms that all must be there: pairs of Chinese characters where there are any (they imply the single ones), the longest first.</summary>
    public static string[] Of(string query)
    {
        var all = ItemText.Terms(query);
        var pairs = all.Where(IsPair).ToList();
        return [.. all.Where(term => !IsSingle(term) || !pairs.Exists(pair => pair.Contains(term, StringComparison.Ordinal))).OrderByDescending(term => term.Length).ThenBy(term => term, StringComparer.Ordinal).Take(Most)];
    }

    private static bool IsSingle(string term) => CharClass.CjkLength(term, 0) == term.Length;

    private static bool IsPair(string term) => CharClass.CjkLength(term, 0) is > 0 and var first && first < term.Length;
}
