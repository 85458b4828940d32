using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Health;

namespace YYC3.Llm.ServiceDefaults.Identity;

/// <summary>The door of an internal service, and the caller who came through it.</summary>
public static class InternalKeyExtensions
{
    /// <summary>Answers health probes to anybody and everything else only beside the internal key.</summary>
    /// <param name="app">The service.</param>
    /// <exception cref="StartupException">No internal key is set.</exception>
    public static WebApplication UseInternalKey(this WebApplication app)
    {
        var key = app.Services.GetRequiredService<InternalKey>();
        app.Use((context, next) =>
        {
            if (key.Matches(context.Request.Headers[CallerHeaders.Internal]))
            {
                return next(context);
            }

            return HealthExtensions.IsProbe(context.Request.Path) || (HealthExtensions.IsMetrics(context.Request.Path) && BearerMatches(context, key))
                ? next(context)
                : ApiError.AnswerAsync(context, ApiException.Unauthorized(
                    "This is an internal service of YYC3 LLM. Call the chat API instead, with an API key.", "internal_only"));
        });
        return app;
    }

    /// <summary>Who calls; read once a request.</summary>
    /// <param name="context">A request behind <see cref="UseInternalKey"/>.</param>
    public static CallerIdentity Caller(this HttpContext context)
    {
        if (context.Features.Get<CallerIdentity>() is not { } caller)
        {
            caller = CallerIdentity.From(context.Request.Headers);
            context.Features.Set(caller);
        }

        return caller;
    }

    /// <summary>Whether the request carries the internal key as a bearer token, as Prometheus can send it for <c>/metrics</c>.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">The secret.</param>
    public static bool BearerMatches(HttpContext context, InternalKey key) =>
        context.Request.Headers.Authorization.ToString() is var header
        && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase)
        && key.Matches(header["Bearer ".Length..]);
}
