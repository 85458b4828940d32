using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary><c>/v1/conversations</c>: make, find, change, delete, list.</summary>
internal sealed class ConversationEndpoints(ConversationService conversations, ConversationStore store, ItemReader reader, BodyLimits limits)
{
    private const string Tag = "Conversations";
    private const string Object = "OpenAI's conversation object, with `title`, `last_active_at`, `temporary`, `expires_at` and `user`";
    private const string Fields = """
        Besides OpenAI's fields: `title`; `temporary` (true: nothing is learnt from it, no list or search shows it, and it goes after an hour without use);
        `expires_after` (`{"anchor":"last_active_at" | "created_at","seconds":…}`, 60 seconds to ten years; null: it stays); `user` for a key that serves many.
        """;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("", CreateAsync).Documented(Tag, "Create a conversation", Object, "`items` (up to 20), `metadata`", Fields);
        group.MapGet("", ListAsync).Documented(Tag, "List conversations, the one used last first", "A list of conversations")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the conversation with this id.")
            .WithQuery("user", "string", "Those of one user: of the key's own users, or of any of the project for an admin key. The caller's own when left out.");
        group.MapGet("{conversation_id}", GetAsync).Documented(Tag, "Retrieve a conversation", Object);
        group.MapPost("{conversation_id}", UpdateAsync).Documented(Tag, "Change a conversation", Object, "`metadata`, `title`, `expires_after`; what is left out stays", Fields);
        group.MapDelete("{conversation_id}", DeleteAsync).Documented(Tag, "Delete a conversation with its items", "OpenAI's deletion object");
    }

    /// <summary>Whose conversations a list or a search is to show.</summary>
    public static (Whose Whose, bool AnyKey) Listed(HttpContext context)
    {
        var whose = Whose.Of(context);
        string? user = context.Request.Query["user"];
        if (string.IsNullOrEmpty(user))
        {
            return (whose, true);
        }

        return user.Length <= 256
            ? (whose.OfUser(user), whose.IsAdmin || whose.Owner == "user:" + user)
            : throw ApiException.BadRequest("user", "'user' may have 256 characters at most.", "string_above_max_length");
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await ConversationJson.ReadObjectAsync(context, limits);
        var isTemporary = ConversationFields.Flag(body, "temporary");
        var conversation = new NewConversation
        {
            Title = ConversationFields.Title(body),
            Metadata = (ConversationFields.Metadata(body) ?? []).ToJsonString(ConversationJson.Relaxed),
            IsTemporary = isTemporary,
            Expiry = ConversationFields.ExpiresAfter(body) ?? (isTemporary ? conversations.TemporaryExpiry : null),
        };
        var items = reader.Read(body, "items", isRequired: false);
        var whose = Whose.Of(context, ConversationFields.Text(body, "user", 256));
        await ConversationJson.AnswerAsync(context, ConversationJson.Of(await conversations.CreateAsync(whose, conversation, items, context.RequestAborted)));
    }

    private async Task ListAsync(HttpContext context)
    {
        var (whose, anyKey) = Listed(context);
        var limit = ItemPage.ReadLimit(context.Request.Query);
        var rows = await store.ListAsync(whose, anyKey, limit, ItemPage.ReadAfter(context.Request.Query), context.RequestAborted) ?? throw ItemPage.UnknownCursor();
        await ConversationJson.AnswerAsync(context, ConversationJson.List([.. rows.Take(limit).Select(ConversationJson.Of)], rows.Count > limit));
    }

    private async Task GetAsync(HttpContext context) =>
        await ConversationJson.AnswerAsync(context, ConversationJson.Of(await conversations.FindAsync(Whose.Of(context), Id(context), context.RequestAborted)));

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await ConversationJson.ReadObjectAsync(context, limits);
        var change = new ConversationUpdate
        {
            Metadata = body.ContainsKey("metadata") ? (ConversationFields.Metadata(body) ?? []).ToJsonString(ConversationJson.Relaxed) : null,
            Title = ConversationFields.Title(body),
            ChangesExpiry = body.ContainsKey("expires_after"),
            Expiry = ConversationFields.ExpiresAfter(body),
        };
        await ConversationJson.AnswerAsync(context, ConversationJson.Of(await conversations.UpdateAsync(Whose.Of(context), Id(context), change, context.RequestAborted)));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var id = Id(context);
        if (!await store.DeleteAsync(Whose.Of(context), id, context.RequestAborted))
        {
            throw ApiException.NotFound("conversation", id, "conversation_id");
        }

        await ConversationJson.AnswerAsync(context, new System.Text.Json.Nodes.JsonObject { ["id"] = id, ["object"] = "conversation.deleted", ["deleted"] = true });
    }

    /// <summary>The conversation of the address; what cannot be an id is none.</summary>
    public static string Id(HttpContext context) =>
        context.Request.RouteValues["conversation_id"] is string id && PlainId.IsOne(id) ? id : throw ApiException.NotFound("conversation", $"{context.Request.RouteValues["conversation_id"]}", "conversation_id");
}
