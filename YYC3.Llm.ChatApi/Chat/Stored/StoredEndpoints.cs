using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>Kept chat completions: list, get, relabel, delete, and what was asked.</summary>
internal sealed class StoredEndpoints(StoredCompletionStore store, BodyLimits limits)
{
    private const string Tag = "Chat";
    private const string Path = "/v1/chat/completions";
    private const string Completion = "OpenAI's chat completion, with `metadata` and `request_id`";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, ListAsync).Documented(Tag, "List stored completions", "OpenAI's list of chat completions", description: "Those that were asked for with `store: true`. `metadata[key]=value` narrows the list down, several times too.")
            .WithQuery("model", "string", "Those of one model, as it was asked for or as it answered.").WithQuery("limit", "integer", "1 to 100; 20 when left out.")
            .WithQuery("after", "string", "Go on after the completion with this id.").WithQuery("order", "string", "`asc` (oldest first; when left out) or `desc`.");
        app.MapGet(Path + "/{completion_id}", GetAsync).Documented(Tag, "Retrieve a stored completion", Completion);
        app.MapPost(Path + "/{completion_id}", UpdateAsync).Documented(Tag, "Change the metadata of a stored completion", Completion, "`metadata`");
        app.MapDelete(Path + "/{completion_id}", DeleteAsync).Documented(Tag, "Delete a stored completion", "OpenAI's deletion object");
        app.MapGet(Path + "/{completion_id}/messages", MessagesAsync).Documented(Tag, "List the messages that a stored completion answers", "OpenAI's list of messages")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the message with this id.").WithQuery("order", "string", "`asc` (when left out) or `desc`.");
    }

    private async Task ListAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = ItemPage.ReadLimit(query);
        var isDescending = ItemPage.Choice(query, "order", "asc", "desc") == "desc";
        var pairs = StoredMetadata.Pairs(query);
        if (pairs.Count > 16)
        {
            throw ApiException.BadRequest("metadata", "Invalid 'metadata': at most 16 pairs are allowed.", "object_above_max_properties");
        }

        var model = query["model"].ToString();
        if (model.Contains('\0', StringComparison.Ordinal) || pairs.Any(pair => (pair.Key + pair.Value).Contains('\0', StringComparison.Ordinal)))
        {
            throw ApiException.BadRequest("metadata", "The character U+0000 is not allowed.", "invalid_value");
        }

        var rows = await store.ListAsync(Whose.Of(context), model, pairs, limit, ItemPage.ReadAfter(query), isDescending, context.RequestAborted) ?? throw ItemPage.UnknownCursor();
        await ConversationJson.AnswerAsync(context, ConversationJson.List([.. rows.Take(limit).Select(Show)], rows.Count > limit));
    }

    private async Task GetAsync(HttpContext context) => await ConversationJson.AnswerAsync(context, Show(await FindAsync(context)));

    private async Task UpdateAsync(HttpContext context)
    {
        var body = await ConversationJson.ReadObjectAsync(context, limits);
        if (!body.ContainsKey("metadata"))
        {
            throw ApiException.BadRequest("metadata", "Missing required parameter: 'metadata'.", "missing_required_parameter");
        }

        var metadata = ConversationFields.Metadata(body) ?? [];
        var row = await store.UpdateAsync(Whose.Of(context), Id(context), metadata.ToJsonString(ConversationJson.Relaxed), StoredMetadata.Pairs(metadata), context.RequestAborted) ?? throw Unknown(context);
        await ConversationJson.AnswerAsync(context, Show(row));
    }

    private async Task DeleteAsync(HttpContext context)
    {
        if (!await store.DeleteAsync(Whose.Of(context), Id(context), context.RequestAborted))
        {
            throw Unknown(context);
        }

        await ConversationJson.AnswerAsync(context, new JsonObject { ["object"] = "chat.completion.deleted", ["id"] = Id(context), ["deleted"] = true });
    }

    private async Task MessagesAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = ItemPage.ReadLimit(query);
        var isDescending = ItemPage.Choice(query, "order", "asc", "desc") == "desc";
        var after = ItemPage.ReadAfter(query);
        var row = await FindAsync(context);
        var all = (JsonNode.Parse(row.Messages) as JsonArray ?? []).OfType<JsonObject>().Select((message, i) => Message(message, $"{row.Id}-{i}")).ToList();
        if (isDescending)
        {
            all.Reverse();
        }

        var start = after is null ? 0 : all.FindIndex(message => message["id"].AsText() == after) is >= 0 and var at ? at + 1 : throw ItemPage.UnknownCursor();
        await ConversationJson.AnswerAsync(context, ConversationJson.List(all.GetRange(start, Math.Min(limit, all.Count - start)), all.Count - start > limit));
    }

    private async Task<StoredRow> FindAsync(HttpContext context) => await store.FindAsync(Whose.Of(context), Id(context), context.RequestAborted) ?? throw Unknown(context);

    // OpenAI's schema wants fields that not all providers send.
    private static JsonObject Show(StoredRow row)
    {
        var completion = JsonNode.Parse(row.Body)!.AsObject();
        foreach (var choice in completion["choices"]!.AsArray().OfType<JsonObject>())
        {
            SetUnlessThere(choice, "logprobs");
            if (choice["message"] is JsonObject message)
            {
                SetUnlessThere(message, "content");
                SetUnlessThere(message, "refusal");
            }
        }

        completion["metadata"] = JsonNode.Parse(row.Metadata);
        completion["request_id"] = row.RequestId;
        return completion;
    }

    private static JsonObject Message(JsonObject message, string id)
    {
        var shown = new JsonObject { ["id"] = id };
        foreach (var (name, value) in message)
        {
            if (name is not ("id" or "content_parts"))
            {
                shown[name] = value?.DeepClone();
            }
        }

        SetUnlessThere(shown, "content");
        SetUnlessThere(shown, "refusal");
        SetUnlessThere(shown, "name");
        shown["content_parts"] = null;
        if (message["content"] is JsonArray parts)
        {
            shown["content_parts"] = parts.DeepClone();
            shown["content"] = string.Join('\n', parts.OfType<JsonObject>().Select(part => part["text"].AsText()).Where(text => text is not null));
        }

        return shown;
    }

    private static void SetUnlessThere(JsonObject json, string field)
    {
        if (!json.ContainsKey(field))
        {
            json[field] = null;
        }
    }

    private static string Id(HttpContext context) => context.Request.RouteValues["completion_id"] is string id && PlainId.IsOne(id) ? id : throw Unknown(context);

    private static ApiException Unknown(HttpContext context) => ApiException.NotFound("chat completion", $"{context.Request.RouteValues["completion_id"]}", "completion_id");
}
