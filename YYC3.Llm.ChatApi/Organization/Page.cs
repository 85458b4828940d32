namespace YYC3.Llm.ChatApi.Organization;

/// <summary>A page of a list; the next one is asked for with after=last_id.</summary>
internal sealed record Page<T>(string Object, IReadOnlyList<T> Data, string? FirstId, string? LastId, bool HasMore);

/// <summary>Makes pages.</summary>
internal static class Page
{
    /// <summary>A page from rows of which one more was read than is shown.</summary>
    public static Page<T> Of<TRow, T>(IReadOnlyList<TRow> rows, PageRequest page, Func<TRow, T> show, Func<TRow, string> id)
    {
        var count = Math.Min(rows.Count, page.Limit);
        return new Page<T>("list", [.. rows.Take(count).Select(show)], count > 0 ? id(rows[0]) : null, count > 0 ? id(rows[count - 1]) : null, rows.Count > page.Limit);
    }
}
