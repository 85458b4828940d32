using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary><c>GET /v1/conversations/search</c>: conversations by what was said in them.</summary>
internal sealed class SearchEndpoint(ConversationTermStore terms)
{
    private const int LongestQuery = 512;

    public void Map(IEndpointRouteBuilder group) =>
        group.MapGet("search", SearchAsync).Documented(
            "Conversations", "Find conversations by their titles and what was said in them",
            "A list of hits: `conversation`, `item_id` (null: the title), `snippet` and its `highlights` (`start`, `end`)",
            description: "A conversation is found when all words of `q` occur in it; the one used last comes first. Works for Chinese and English, `run` finds `running`.")
            .WithQuery("q", "string", "What to look for; 1 to 512 characters.").WithQuery("limit", "integer", "1 to 100; 20 when left out.")
            .WithQuery("after", "string", "Go on after the conversation with this id.").WithQuery("user", "string", "As in the list of conversations.");

    private async Task SearchAsync(HttpContext context)
    {
        string? query = context.Request.Query["q"];
        if (string.IsNullOrWhiteSpace(query) || query.Length > LongestQuery)
        {
            throw ApiException.BadRequest("q", $"'q' must be a text of 1 to {LongestQuery} characters: what to look for.", string.IsNullOrWhiteSpace(query) ? "missing_required_parameter" : "string_above_max_length");
        }

        var (whose, anyKey) = ConversationEndpoints.Listed(context);
        var limit = ItemPage.ReadLimit(context.Request.Query);
        var after = ItemPage.ReadAfter(context.Request.Query);
        var wanted = QueryTerms.Of(query);
        var found = wanted.Length == 0 ? [] : await terms.SearchAsync(whose, anyKey, wanted, limit, after, context.RequestAborted) ?? throw ItemPage.UnknownCursor();
        var data = found.Take(limit).Select(hit => Show(hit.Conversation, hit.Items, wanted)).ToList();
        await ConversationJson.AnswerAsync(context, ConversationJson.List(data, found.Count > limit, item => (string?)item["conversation"]!["id"]));
    }

    // Of the items that were seen to have the terms, and the title, the one that has most of them.
    private static JsonObject Show(ConversationRow conversation, IReadOnlyList<ItemRow> items, string[] wanted)
    {
        var best = (Item: (string?)null, Snippet: Snippet.Of(conversation.Title ?? "", wanted));
        foreach (var item in items)
        {
            var snippet = Snippet.Of(ItemText.Of(item.Item()), wanted);
            if (snippet.Found > best.Snippet.Found || (snippet.Found == best.Snippet.Found && best.Item is null))
            {
                best = (item.Id, snippet);
            }
        }

        return new JsonObject
        {
            ["object"] = "conversation.search_result",
            ["conversation"] = ConversationJson.Of(conversation),
            ["item_id"] = best.Item,
            ["snippet"] = best.Snippet.Text,
            ["highlights"] = new JsonArray([.. best.Snippet.Hits.Select(hit => new JsonObject { ["start"] = hit.Start, ["end"] = hit.End })]),
        };
    }
}
