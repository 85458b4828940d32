using YYC3.Llm.ChatApi.Access;
using YYC3.Llm.ChatApi.Chat.Stored;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Relay;

namespace YYC3.Llm.ChatApi.Chat;

/// <summary><c>POST /v1/chat/completions</c>: relayed to Router as it came, after retrieval where a <c>file_search</c> tool asks for it.</summary>
internal sealed class ChatCompletions(Services services, StreamRelay streams, GroundedChat grounded, StoredChat stored, BodyLimits limits)
{
    public async Task HandleAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context, limits.Body);
        var head = ChatRequestHead.Read(body.Memory.Span);
        var caller = context.CallerFor(head.User);
        if (head.Stores)
        {
            await stored.HandleAsync(context, body.Memory, head, caller);
            return;
        }

        if (head.SearchesFiles)
        {
            await grounded.HandleAsync(context, body.Memory, head.IsStream, caller);
            return;
        }

        using var content = new JsonBody(body.Memory);
        await (head.IsStream
            ? streams.RelayAsync(context, services.Router, content, caller)
            : PlainRelay.RelayAsync(context, services.Router, content, caller));
    }
}
