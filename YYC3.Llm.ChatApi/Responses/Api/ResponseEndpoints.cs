using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.ApiDocument;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ChatApi.Responses.Storage;
using YYC3.Llm.ChatApi.Runs;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Api;

/// <summary><c>/v1/responses</c>: make, follow, find, cancel, delete.</summary>
internal sealed class ResponseEndpoints(ResponseStarter starter, ResponseStore store, RunDirectory runs, RunStream stream, ResponseSocket socket, BodyLimits limits)
{
    private const string Tag = "Responses";
    private const string Object = "OpenAI's response object";
    private const string Include = "What else to show, such as file_search_call.results or reasoning.encrypted_content; several times, or with commas.";
    private const string CreateText = """
        A response that is stored (`store`, true when left out; `background`; or in a `conversation`) is a run of its own: it goes on when its caller leaves, can be
        followed by several at once, from any event on (`GET …?stream=true&starting_after=N`, or the header `Last-Event-ID`), and cancelled from anywhere.
        With `store: false` it ends with its connection.

        Own fields: `temporary` (true: nothing is learnt from it, and it goes after an hour), `max_context_length` (tokens of context at most),
        `conversation.after` (the item to go on after, `root` for the beginning: makes a sibling of what followed it), `include: ["context.receipt"]`
        (what went into the model's context, and what was left out). With a JSON format the text comes whole, once it has been checked against the schema;
        an answer that does not fit is sent back to the model once.

        The same address takes a WebSocket: messages `response.create` (with these fields, and an optional `stream_id`), `response.resume`
        (`response_id`, `starting_after`) and `response.cancel` (`response_id`); it sends the same events, each with its `response_id`.
        """;

    public void Map(IEndpointRouteBuilder group)
    {
        group.MapPost("", CreateAsync).Documented(Tag, "Create a response", "OpenAI's response object, or its events", "OpenAI's create request", CreateText, streams: true);
        group.MapGet("", socket.HandleAsync).ExcludeFromDescription();
        group.MapGet("{response_id}", GetAsync).Documented(Tag, "Retrieve a response, or follow it", "OpenAI's response object, or its events", streams: true)
            .WithQuery("stream", "boolean", "true: its events, those that there are and those that come.").WithQuery("starting_after", "integer", "The `sequence_number` of the last event seen; the header `Last-Event-ID` says the same.")
            .WithQuery("include", "string", Include);
        group.MapDelete("{response_id}", DeleteAsync).Documented(Tag, "Delete a response", "OpenAI's deletion object");
        group.MapPost("{response_id}/cancel", CancelAsync).Documented(Tag, "Cancel a response, its call to the provider included", Object, description: "Comes back when it has ended. One that has ended already stays as it is.");
    }

    /// <summary>The response that a path names.</summary>
    /// <exception cref="ApiException">404: there is none.</exception>
    public static string Id(HttpContext context) =>
        context.Request.RouteValues["response_id"] is string id && PlainId.IsOne(id) ? id : throw Unknown($"{context.Request.RouteValues["response_id"]}");

    /// <summary>Which responses a caller may reach.</summary>
    public static Reach ReachOf(HttpContext context) => new(context.Principal().Tenant, context.Principal().User);

    /// <summary>404: there is no such response.</summary>
    public static ApiException Unknown(string id) => ApiException.NotFound("response", id, "response_id");

    private async Task CreateAsync(HttpContext context)
    {
        var body = await ConversationJson.ReadObjectAsync(context, limits);
        var state = await starter.StartAsync(body, user => context.CallerFor(user), context.RequestAborted);
        try
        {
            await AnswerAsync(context, state);
        }
        finally
        {
            if (!state.Request.IsPersistent)
            {
                state.Run.Cancel(); // It ends with its connection.
            }
        }
    }

    private async Task AnswerAsync(HttpContext context, ResponseState state)
    {
        if (state.Request.Stream)
        {
            if (await state.Begun.Task.WaitAsync(context.RequestAborted) is { } refusal)
            {
                throw refusal;
            }

            await stream.WriteAsync(context, state.Run.FollowAsync(-1, context.RequestAborted));
        }
        else if (state.Request.Background)
        {
            await ConversationJson.AnswerAsync(context, ResponseBody.Write(state, "queued"));
        }
        else
        {
            await state.Run.Ended.WaitAsync(context.RequestAborted);

            // A caller that waits for the whole answer is told of a failure as HTTP has it, unless there is text to be had.
            if (state is { Refusal: { } failure, Output.Count: 0 })
            {
                throw failure;
            }

            await ConversationJson.AnswerAsync(context, state.Final!);
        }
    }

    private async Task GetAsync(HttpContext context)
    {
        var includes = ItemIncludes.From(context.Request.Query);
        var response = await FindAsync(context);
        if (context.Request.Query["stream"] == "true" || context.Request.Headers.ContainsKey("Last-Event-ID"))
        {
            await stream.WriteAsync(context, runs.FollowAsync(response.Caller.Tenant, response.Id, RunStream.Seen(context.Request), context.RequestAborted));
            return;
        }

        foreach (var item in response.Output)
        {
            includes.Apply(item);
        }

        await ConversationJson.AnswerAsync(context, response.Body);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var response = await FindAsync(context);
        if (response.IsUnderWay)
        {
            await runs.CancelAsync(response.Caller.Tenant, response.Id, context.RequestAborted);
        }

        await store.DeleteAsync(response.Caller.Tenant, response.Id, context.RequestAborted);
        await ConversationJson.AnswerAsync(context, new JsonObject { ["id"] = response.Id, ["object"] = "response", ["deleted"] = true });
    }

    private async Task CancelAsync(HttpContext context)
    {
        var response = await FindAsync(context);
        if (response.IsUnderWay)
        {
            await runs.CancelAsync(response.Caller.Tenant, response.Id, context.RequestAborted);
            response = await FindAsync(context);
        }

        foreach (var item in response.Output)
        {
            ItemIncludes.None.Apply(item);
        }

        await ConversationJson.AnswerAsync(context, response.Body);
    }

    private async Task<StoredResponse> FindAsync(HttpContext context)
    {
        var id = Id(context);
        return await store.FindAsync(ReachOf(context), id, context.RequestAborted) ?? throw Unknown(id);
    }
}
