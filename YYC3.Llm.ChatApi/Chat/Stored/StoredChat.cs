using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Conversations;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>A chat call with <c>store: true</c>: answered as any other, and kept as it was sent.</summary>
internal sealed class StoredChat(Services services, StreamRelay streams, GroundedChat grounded, StoredCompletionStore store, ILogger<StoredChat> logger)
{
    public async Task HandleAsync(HttpContext context, ReadOnlyMemory<byte> body, ChatRequestHead head, CallerIdentity caller)
    {
        if (ConversationJson.Parse(body.Span) is not JsonObject request)
        {
            throw ApiException.BadRequest(null, "The body must be a JSON object.", "invalid_type");
        }

        var metadata = ConversationFields.Metadata(request) ?? [];
        var whose = Whose.Of(caller);
        await store.ProbeAsync(whose, context.RequestAborted); // Before the model is asked: nobody pays for what is refused.
        var call = new StoredCall(store, whose, caller, request["model"].AsText() ?? "", request["messages"]?.ToJsonString(ConversationJson.Relaxed) ?? "[]", metadata, logger);

        // It is kept here; providers would keep it too, or refuse what they do not know.
        request.Remove("store");
        request.Remove("metadata");
        var sent = Write(request);
        if (head.SearchesFiles)
        {
            await grounded.HandleAsync(context, sent, head.IsStream, caller, call);
            return;
        }

        using var content = new JsonBody(sent);
        if (head.IsStream)
        {
            await streams.RelayAsync(context, services.Router, content, caller, new StoredStream(call, null));
            return;
        }

        await AnswerAsync(context, content, caller, call);
    }

    private async Task AnswerAsync(HttpContext context, HttpContent content, CallerIdentity caller, StoredCall call)
    {
        using var answer = await services.Router.SendAsync(HttpMethod.Post, context.Request.Path.ToUriComponent(), content, caller, context.Request.Headers, context.RequestAborted);
        if (!answer.IsSuccessStatusCode)
        {
            await PlainRelay.CopyAsync(context, services.Router, answer);
            return;
        }

        byte[] whole;
        try
        {
            whole = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            throw services.Router.Down(failure);
        }

        AnswerHead.Copy(answer, context.Response);
        await call.KeepAsync(context, whole);
        await context.Response.BodyWriter.WriteAsync(whole, context.RequestAborted);
    }

    private static ReadOnlyMemory<byte> Write(JsonObject request)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, JsonText.Relaxed))
        {
            request.WriteTo(json);
        }

        return output.WrittenMemory;
    }
}
