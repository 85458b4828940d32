using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Context;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Items;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Tools;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Responses.Api;

/// <summary>What goes into a model's context: the items of a request, their tokens, what was left out, and a summary in their place.</summary>
internal sealed class ContextEndpoints(ResponseStore store, InputItems items, History history, ToolBox toolBox, ContextBuilder contexts, Compactor compactor, BodyLimits limits, TimeProvider time)
{
    private const string Tag = "Responses";

    // Tokens that need no summary.
    private const int LeastKept = 512;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapGet("{response_id}/input_items", InputItemsAsync).Documented(Tag, "List the input items of a response", "OpenAI's list of items")
            .WithQuery("limit", "integer", "1 to 100; 20 when left out.").WithQuery("after", "string", "Go on after the item with this id.")
            .WithQuery("order", "string", "`desc` (newest first; when left out) or `asc`.").WithQuery("include", "string", "What else to show, such as reasoning.encrypted_content.");
        group.MapGet("{response_id}/context", ReceiptAsync).Documented(
            Tag, "See what went into the model's context", "The receipt: what went in, what was cut or summarised, and the tokens of each", description: "The same as `include: [\"context.receipt\"]` puts into the response as `context_receipt`. Of several turns, the last one's.");
        group.MapPost("input_tokens", CountAsync).Documented(Tag, "Count the tokens of a request", "OpenAI's token count", "As for creating a response", "An estimate by the model's family, corrected by what its provider has counted before. The model is not asked.");
        group.MapPost("compact", CompactAsync).Documented(
            Tag, "Put a summary in the place of older turns", "OpenAI's compacted response object: its `output` is the `input` to go on with", "`model`, `input`, `previous_response_id`, `instructions`",
            "The summary is written by the model of the setting `Context:SummaryModel`; where there is none, it is the older turns' most telling sentences.");
    }

    private async Task InputItemsAsync(HttpContext context)
    {
        var includes = ItemIncludes.From(context.Request.Query);
        var page = ItemPage.From(context.Request.Query);
        var all = (await FindAsync(context)).Input.ToList();
        if (page.IsDescending)
        {
            all.Reverse();
        }

        var start = page.After is null ? 0 : all.FindIndex(item => item["id"].AsText() == page.After) is >= 0 and var at ? at + 1 : throw ItemPage.UnknownCursor();
        var shown = all.Skip(start).Take(page.Limit).Select(item => includes.Apply((JsonObject)item.DeepClone())).ToList();
        await ConversationJson.AnswerAsync(context, ConversationJson.List(shown, all.Count - start > page.Limit));
    }

    private async Task ReceiptAsync(HttpContext context)
    {
        var response = await FindAsync(context);
        await ConversationJson.AnswerAsync(
            context,
            response.Context ?? throw new ApiException(StatusCodes.Status404NotFound, $"The response '{response.Id}' has no context yet: no model has been asked.", ApiException.InvalidRequest, "response_id", "context_not_found"));
    }

    private async Task CountAsync(HttpContext context)
    {
        var (request, turns) = await ReadAsync(context);
        var caller = context.CallerFor(null);
        var count = await contexts.CountAsync(request.Model, caller, request.Instructions, turns, toolBox.Open(request.Tools).Functions, context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject { ["object"] = "response.input_tokens", ["input_tokens"] = count });
    }

    private async Task CompactAsync(HttpContext context)
    {
        var (request, turns) = await ReadAsync(context);
        var compacted = await compactor.CompactAsync(turns, Math.Max(turns.Sum(ItemTokens.Of) / 4, LeastKept), context.CallerFor(null), context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject
        {
            ["id"] = Ids.New("resp", time),
            ["object"] = "response.compaction",
            ["created_at"] = time.GetUtcNow().ToUnixTimeSeconds(),
            ["output"] = new JsonArray([.. compacted.Items.Select(item => item.DeepClone())]),
            ["usage"] = compacted.Usage.ToJson(),
        });
    }

    private async Task<(ResponseRequest Request, IReadOnlyList<JsonObject> Turns)> ReadAsync(HttpContext context)
    {
        var request = ResponseRequest.Parse(await ConversationJson.ReadObjectAsync(context, limits), items);
        var caller = context.CallerFor(request.SafetyIdentifier ?? request.User);
        var before = await history.OfAsync(caller, ResponseEndpoints.ReachOf(context), request.PreviousId, request.Conversation, request.After, context.RequestAborted);
        return (request, [.. before, .. await history.ResolveAsync(ResponseEndpoints.ReachOf(context), request.Input, before, context.RequestAborted)]);
    }

    private async Task<StoredResponse> FindAsync(HttpContext context)
    {
        var id = ResponseEndpoints.Id(context);
        return await store.FindAsync(ResponseEndpoints.ReachOf(context), id, context.RequestAborted) ?? throw ResponseEndpoints.Unknown(id);
    }
}
