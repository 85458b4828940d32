using System.Globalization;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>Which part of a conversation's items a caller wants.</summary>
/// <param name="Limit">1–100; 20 when not given.</param>
/// <param name="After">The id of the last item seen; null: from the start.</param>
/// <param name="IsDescending">Newest first, as OpenAI has it unless <c>order=asc</c>.</param>
/// <param name="IsAllBranches">Items that are not of the active branch as well, with their place in the tree.</param>
internal sealed record ItemPage(int Limit, string? After, bool IsDescending, bool IsAllBranches)
{
    private const int Largest = 100;

    public static ItemPage From(IQueryCollection query) => new(
        ReadLimit(query),
        ReadAfter(query),
        Choice(query, "order", "desc", "asc") == "desc",
        Choice(query, "branch", "active", "all") == "all");

    /// <summary><c>limit</c>: 1–100, 20 when left out.</summary>
    public static int ReadLimit(IQueryCollection query)
    {
        var limit = 20;
        return !query.TryGetValue("limit", out var given) || (int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= Largest)
            ? limit
            : throw ApiException.BadRequest("limit", $"Invalid value for 'limit': expected an integer from 1 to {Largest}.", "invalid_value");
    }

    /// <summary><c>after</c>: an id, or none.</summary>
    public static string? ReadAfter(IQueryCollection query)
    {
        string? after = query["after"];
        return after is null || PlainId.IsOne(after) ? after : throw UnknownCursor();
    }

    /// <summary>400: the list has no such id to go on after.</summary>
    public static ApiException UnknownCursor() =>
        ApiException.BadRequest("after", "Invalid value for 'after': it must be the id of an item of this list, such as last_id of the page before.", "invalid_value");

    /// <summary>A query parameter of two values.</summary>
    public static string Choice(IQueryCollection query, string name, string usual, string other)
    {
        string? given = query[name];
        return given is null || given == usual || given == other
            ? given ?? usual
            : throw ApiException.BadRequest(name, $"Invalid value for '{name}': expected '{usual}' or '{other}'.", "invalid_value");
    }
}
