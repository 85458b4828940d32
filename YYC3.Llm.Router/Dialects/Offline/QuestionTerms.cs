using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.Router.Dialects.Offline;

/// <summary>What a question asks about: its terms without the words that only make it a question.</summary>
internal static class QuestionTerms
{
    /// <summary>Longest first, so that a short one does not leave half of a long one behind.</summary>
    private static readonly string[] ChineseAsking =
    [
        "请介绍一下", "介绍一下", "请告诉我", "告诉我", "为什么", "是什么", "什么是", "怎么样", "有没有", "能不能", "可不可以", "什么", "怎么", "怎样",
        "如何", "为何", "哪些", "哪个", "哪里", "哪种", "多少", "是否", "能否", "可以", "请问", "吗", "呢", "的", "了", "吧",
    ];

    private static readonly HashSet<string> EnglishAsking = new(
        ["what", "which", "who", "whom", "whose", "when", "where", "why", "how", "does", "do", "did", "can", "could", "should", "would", "tell", "explain", "describ", "pleas", "mani", "much", "need", "mean"],
        StringComparer.Ordinal);

    /// <summary>The distinct terms, in the question's order.</summary>
    public static IReadOnlyList<string> Of(string question)
    {
        foreach (var word in ChineseAsking)
        {
            question = question.Replace(word, " ", StringComparison.Ordinal);
        }

        return [.. TextAnalyzer.Terms(question).Where(term => !EnglishAsking.Contains(term)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A single Chinese character is in many words; only pairs tell much.</summary>
    public static float Share(string term) => term.Length == 1 && CharClass.IsCjk(term[0]) ? 0.25f : 1f;
}
