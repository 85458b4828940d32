using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A query, analysed once for all stores.</summary>
/// <param name="Text">As it is searched for.</param>
/// <param name="Terms">Its terms, as often as it has them.</param>
internal sealed record Query(string Text, IReadOnlyList<string> Terms)
{
    public static Query Of(string text) => new(text, [.. TextAnalyzer.Terms(text)]);
}
