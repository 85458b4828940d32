using YYC3.Llm.ChatApi.Relay;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Messages;

/// <summary><c>POST /v1/messages</c>, Anthropic's API: relayed to Router as it came.</summary>
internal sealed class Messages(Services services, StreamRelay streams, BodyLimits limits)
{
    /// <summary>Longest user id that counts as a user; agents put whole descriptions of themselves there.</summary>
    private const int LongestUser = 256;

    public async Task HandleAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context, limits.Body);
        var head = MessagesHead.Read(body.Memory.Span);
        var caller = context.Caller();
        if (caller.User is null && head.User is { Length: > 0 and <= LongestUser } user)
        {
            caller = caller with { User = user };
        }

        using var content = new JsonBody(body.Memory);
        await (head.IsStream
            ? streams.RelayAsync(context, services.Router, content, caller)
            : PlainRelay.RelayAsync(context, services.Router, content, caller));
    }

    public async Task CountAsync(HttpContext context)
    {
        using var body = await PooledBody.ReadAsync(context, limits.Body);
        using var content = new JsonBody(body.Memory);
        await PlainRelay.RelayAsync(context, services.Router, content, context.Caller());
    }
}
