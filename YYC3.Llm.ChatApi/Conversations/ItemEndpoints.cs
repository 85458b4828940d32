using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary><c>/v1/conversations/{id}/items</c>, and the branches of the tree that they make.</summary>
internal sealed class ItemEndpoints(ConversationService conversations, ConversationItemStore items, ItemReader reader, BodyLimits limits)
{
    private const string Tag = "Conversations";
    private const string Include = "What else to show, such as file_search_call.results or reasoning.encrypted_content.";

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("{conversation_id}/items", CreateAsync).Documented(
            Tag, "Add items to a conversation", "OpenAI's list of items", "`items` (up to 20)",
            "`after` (own): the id of the item to go on after, or `root`. Anything but the newest makes a sibling of what followed it, and the new branch the active one.").WithQuery("include", "string", Include);
        group.MapGet("{conversation_id}/items", ListAsync).Documented(
            Tag, "List the items of a conversation", "OpenAI's list of items", description: "With `branch=all`, each item tells its `parent_id` (null: a first one), its `siblings` (all items with the same parent, itself too) and whether it `is_active`.")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the item with this id.")
            .WithQuery("order", "string", "`desc` (newest first; when left out) or `asc`.").WithQuery("include", "string", Include)
            .WithQuery("branch", "string", "`active` (when left out) or `all`.");
        group.MapGet("{conversation_id}/items/{item_id}", GetAsync).Documented(Tag, "Retrieve an item", "OpenAI's item").WithQuery("include", "string", Include);
        group.MapDelete("{conversation_id}/items/{item_id}", DeleteAsync).Documented(Tag, "Delete an item; what followed it follows the one before", "The conversation");
        group.MapPost("{conversation_id}/branch", BranchAsync).Documented(
            Tag, "Show another branch of a conversation", "The conversation", "`item_id`", "The branch that ends at the item, or that went on from it last, becomes the active one.");
    }

    private async Task CreateAsync(HttpContext context)
    {
        var includes = ItemIncludes.From(context.Request.Query);
        var body = await ConversationJson.ReadObjectAsync(context, limits);
        var added = reader.Read(body, "items", isRequired: true);
        var after = ConversationFields.Text(body, "after", PlainId.Longest);
        var whose = Whose.Of(context);
        var id = ConversationEndpoints.Id(context);
        if (added.Count == 0)
        {
            await conversations.FindAsync(whose, id, context.RequestAborted); // Nothing to add, but to whom must be known.
        }

        var stored = await conversations.AppendAsync(whose, id, added, after, null, "after", context.RequestAborted);
        await ConversationJson.AnswerAsync(context, ConversationJson.List([.. stored.Select(item => includes.Apply(item.Item()))], hasMore: false));
    }

    private async Task ListAsync(HttpContext context)
    {
        var page = ItemPage.From(context.Request.Query);
        var includes = ItemIncludes.From(context.Request.Query);
        var whose = Whose.Of(context);
        var conversation = await conversations.FindAsync(whose, ConversationEndpoints.Id(context), context.RequestAborted);
        var from = page.After is null ? null : await items.FindAsync(whose.Tenant, conversation.Number, page.After, context.RequestAborted) ?? throw ItemPage.UnknownCursor();
        var rows = await items.PageAsync(whose.Tenant, conversation.Number, page, from?.Position, context.RequestAborted);
        var shown = rows.Take(page.Limit).ToList();
        var data = page.IsAllBranches
            ? await WithFamilyAsync(whose, conversation, shown, includes, context.RequestAborted)
            : shown.ConvertAll(item => includes.Apply(item.Item()));
        await ConversationJson.AnswerAsync(context, ConversationJson.List(data, rows.Count > page.Limit));
    }

    private async Task<List<JsonObject>> WithFamilyAsync(Whose whose, ConversationRow conversation, List<ItemRow> shown, ItemIncludes includes, CancellationToken cancellationToken)
    {
        var parents = shown.Select(item => item.Parent ?? 0).Distinct().ToArray(); // 0 is nobody's position.
        var family = await items.FamilyAsync(whose.Tenant, conversation.Number, parents, parents.Contains(0), cancellationToken);
        var names = family.ToDictionary(item => item.Position, item => item.Id);
        var children = family.ToLookup(item => item.Parent ?? 0, item => item.Id);
        return shown.ConvertAll(row =>
        {
            var item = includes.Apply(row.Item());
            item["parent_id"] = row.Parent is { } parent ? names.GetValueOrDefault(parent) : null;
            item["siblings"] = new JsonArray([.. children[row.Parent ?? 0].Select(id => JsonValue.Create(id))]);
            item["is_active"] = row.Active == 1;
            return item;
        });
    }

    private async Task GetAsync(HttpContext context)
    {
        var includes = ItemIncludes.From(context.Request.Query);
        var whose = Whose.Of(context);
        var conversation = await conversations.FindAsync(whose, ConversationEndpoints.Id(context), context.RequestAborted);
        var item = await conversations.ItemAsync(whose, conversation, ItemId(context), "item_id", context.RequestAborted);
        await ConversationJson.AnswerAsync(context, includes.Apply(item.Item()));
    }

    private async Task DeleteAsync(HttpContext context) =>
        await ConversationJson.AnswerAsync(context, ConversationJson.Of(await conversations.DeleteItemAsync(Whose.Of(context), ConversationEndpoints.Id(context), ItemId(context), context.RequestAborted)));

    private async Task BranchAsync(HttpContext context)
    {
        var body = await ConversationJson.ReadObjectAsync(context, limits);
        var item = body["item_id"].AsText() is { } id && PlainId.IsOne(id)
            ? id
            : throw ApiException.BadRequest("item_id", "'item_id' must be the id of an item of the conversation; GET …/items?branch=all lists them.", body["item_id"] is null ? "missing_required_parameter" : "invalid_value");
        await ConversationJson.AnswerAsync(context, ConversationJson.Of(await conversations.SelectBranchAsync(Whose.Of(context), ConversationEndpoints.Id(context), item, context.RequestAborted)));
    }

    private static string ItemId(HttpContext context) =>
        context.Request.RouteValues["item_id"] is string id && PlainId.IsOne(id) ? id : throw ApiException.NotFound("item", $"{context.Request.RouteValues["item_id"]}", "item_id");
}
