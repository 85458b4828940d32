using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>OpenAI's page of search results (<c>VectorStoreSearchResultsPage</c>).</summary>
/// <param name="Object">Always <c>vector_store.search_results.page</c>.</param>
/// <param name="SearchQuery">What was searched for.</param>
/// <param name="Data">The results, best first.</param>
/// <param name="HasMore">Always false: a search has one page.</param>
/// <param name="NextPage">Always null.</param>
/// <param name="Trace">How the results came about, where it was asked for (an addition of ours).</param>
internal sealed record SearchPage(
    string Object,
    IReadOnlyList<string> SearchQuery,
    IReadOnlyList<SearchResult> Data,
    bool HasMore,
    string? NextPage,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] SearchTrace? Trace)
{
    public static SearchPage Of(IReadOnlyList<string> queries, IReadOnlyList<SearchResult> results, SearchTrace? trace) =>
        new("vector_store.search_results.page", queries, results, HasMore: false, NextPage: null, trace);
}
