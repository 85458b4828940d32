using System.Diagnostics;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Health;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.ChatApi.Access;

/// <summary>The way in: gives the call an id, takes off forged headers, finds out who calls, and turns away who may not.</summary>
internal sealed class ApiKeyMiddleware(
    RequestDelegate next, KeyDirectory keys, LastUsedWriter lastUsed, AccessMetrics metrics, InternalKey internalKey, TimeProvider time)
{
    public Task InvokeAsync(HttpContext context)
    {
        var requestId = Ids.New("req", time);
        context.Response.Headers[CallerHeaders.ResponseRequestId] = requestId;
        var headers = context.Request.Headers;
        OutsideHeaders.Strip(headers);
        SocketKey.MoveToHeader(context.Request);
        if (Door.IsOpen(context) || (HealthExtensions.IsMetrics(context.Request.Path) && InternalKeyExtensions.BearerMatches(context, internalKey)))
        {
            return next(context);
        }

        var key = PresentedKey.In(headers, out var error);
        if (error is not null)
        {
            return RefuseAsync(context, error);
        }

        var find = keys.FindAsync(KeyHash.Of(key));
        return find.IsCompletedSuccessfully ? EnterAsync(context, requestId, find.Result) : FindAndEnterAsync(context, requestId, find);
    }

    private async Task FindAndEnterAsync(HttpContext context, string requestId, ValueTask<KeyEntry> find) => await EnterAsync(context, requestId, await find);

    private Task EnterAsync(HttpContext context, string requestId, KeyEntry entry)
    {
        var now = time.GetUtcNow();
        if (entry is not { State: KeyState.Active, Principal: { } principal } || entry.ExpiresAt <= now)
        {
            return RefuseAsync(context, KeyRefusals.For(entry, PresentedKey.In(context.Request.Headers, out _)));
        }

        if (Door.Refuse(principal, context.Request) is { } refusal)
        {
            return RefuseAsync(context, refusal);
        }

        var conversation = OutsideHeaders.Conversation(context.Request.Headers, out var error);
        if (error is not null)
        {
            return RefuseAsync(context, error);
        }

        var steering = OutsideHeaders.Steering(context.Request.Headers, out error);
        if (error is not null)
        {
            return RefuseAsync(context, error);
        }

        lastUsed.Mark(entry, principal, now);
        context.Features.Set(principal);
        context.Features.Set(new CallerIdentity(principal.Tenant, principal.KeyId, principal.User, conversation, requestId) { Steering = steering });
        Activity.Current?.SetTag("yyc3.tenant", principal.Tenant.Value).SetTag("yyc3.key_id", principal.KeyId).SetTag("yyc3.request_id", requestId);
        return next(context);
    }

    private Task RefuseAsync(HttpContext context, ApiException error)
    {
        metrics.Refused(error);
        return ApiError.AnswerAsync(context, error);
    }
}
