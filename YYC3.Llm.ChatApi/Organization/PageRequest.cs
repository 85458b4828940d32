using System.Globalization;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Organization;

/// <summary>Which part of a list a caller wants: so many, after the one with this id.</summary>
/// <param name="Limit">1–100; 20 when not given.</param>
/// <param name="After">The id of the last one seen; null: from the start.</param>
/// <param name="Descending">Newest first.</param>
internal sealed record PageRequest(int Limit, string? After, bool Descending)
{
    private const int DefaultLimit = 20;
    private const int LargestLimit = 100;

    /// <summary>Reads <c>limit</c>, <c>after</c> and, where the list has it, <c>order</c>.</summary>
    /// <exception cref="ApiException">400: one of them is none.</exception>
    public static PageRequest From(IQueryCollection query, bool ordered = false)
    {
        var limit = DefaultLimit;
        if (query.TryGetValue("limit", out var given) && (!int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > LargestLimit))
        {
            throw ApiException.BadRequest("limit", $"Invalid value for 'limit': expected an integer from 1 to {LargestLimit}.", "invalid_value");
        }

        string? after = query["after"];
        if (after is not null && !PlainId.IsOne(after))
        {
            throw UnknownCursor();
        }

        string? order = ordered ? query["order"] : default;
        return order is null or "asc" or "desc"
            ? new PageRequest(limit, after, order == "desc")
            : throw ApiException.BadRequest("order", "Invalid value for 'order': expected 'asc' or 'desc'.", "invalid_value");
    }

    /// <summary>The statement's condition and order; it takes <c>@at</c> (the creation time of the one before) and <c>@after</c>.</summary>
    public string Sql(string prefix = "") => Descending
        ? $"({prefix}created_at, {prefix}id) < (@at, @after) order by {prefix}created_at desc, {prefix}id desc limit @rows"
        : $"({prefix}created_at, {prefix}id) > (@at, @after) order by {prefix}created_at, {prefix}id limit @rows";

    /// <summary>Where the page starts when there is no <see cref="After"/>.</summary>
    public long Start => Descending ? long.MaxValue : long.MinValue;

    /// <summary>400: the list has no such id to go on after.</summary>
    public static ApiException UnknownCursor() =>
        ApiException.BadRequest("after", "Invalid value for 'after': it must be the id of an item of this list, such as last_id of the page before.", "invalid_value");
}
