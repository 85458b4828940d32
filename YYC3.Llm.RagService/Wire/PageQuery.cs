using System.Globalization;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.RagService.Wire;

/// <summary>Which part of a list a caller wants, in OpenAI's terms: keyset paging by <c>created_at</c>, then id.</summary>
/// <param name="Limit">Rows at most.</param>
/// <param name="Descending">Newest first.</param>
/// <param name="After">The id that the page starts behind; null: at the beginning.</param>
/// <param name="Before">The id that the page ends before; null: no such bound. With it alone, the page is the one right before that id.</param>
internal sealed record PageQuery(int Limit, bool Descending, string? After, string? Before)
{
    /// <summary>Reads <c>limit</c>, <c>order</c>, <c>after</c> and <c>before</c>.</summary>
    /// <param name="query">The request's query.</param>
    /// <param name="defaultLimit">The limit when none is given.</param>
    /// <param name="maxLimit">The largest limit.</param>
    /// <exception cref="ApiException">400: one of them is out of bounds.</exception>
    public static PageQuery From(IQueryCollection query, int defaultLimit, int maxLimit)
    {
        var limit = defaultLimit;
        if (query["limit"].ToString() is { Length: > 0 } given
            && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit < 1 || limit > maxLimit))
        {
            throw ApiException.BadRequest("limit", $"Invalid 'limit': expected an integer from 1 to {maxLimit}.", "invalid_value");
        }

        var order = query["order"].ToString();
        return order is "" or "desc" or "asc"
            ? new PageQuery(limit, order != "asc", Cursor(query, "after"), Cursor(query, "before"))
            : throw ApiException.BadRequest("order", "Invalid 'order': expected 'asc' or 'desc'.", "invalid_value");
    }

    private static string? Cursor(IQueryCollection query, string name) => query[name].ToString() is { Length: > 0 } id ? id : null;
}
