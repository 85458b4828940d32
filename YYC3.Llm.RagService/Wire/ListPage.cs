namespace YYC3.Llm.RagService.Wire;

/// <summary>OpenAI's list object.</summary>
/// <typeparam name="T">What is listed.</typeparam>
/// <param name="Object">Always <c>list</c>.</param>
/// <param name="Data">The page.</param>
/// <param name="FirstId">The first item's id; null on an empty page.</param>
/// <param name="LastId">The last item's id, for the next page's <c>after</c>; null on an empty page.</param>
/// <param name="HasMore">Whether another page follows.</param>
internal sealed record ListPage<T>(string Object, IReadOnlyList<T> Data, string? FirstId, string? LastId, bool HasMore)
{
    public static ListPage<T> Of(IReadOnlyList<T> items, Func<T, string> id, bool hasMore) =>
        new("list", items, items.Count > 0 ? id(items[0]) : null, items.Count > 0 ? id(items[^1]) : null, hasMore);
}
