using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.AppHost.Local.Dashboard.Access;

/// <summary>
/// Answers only requests that were addressed to this machine by a name that nobody else can own. A page of the internet
/// whose name was re-pointed to 127.0.0.1 (DNS rebinding) still sends its own name in <c>Host</c>.
/// </summary>
internal static class HostGuard
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>403 for other names.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (OwnNames.Contains(context.Request.Host.Host, StringComparer.OrdinalIgnoreCase))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("This dashboard answers only to localhost, 127.0.0.1 and [::1]. 此面板只接受 localhost、127.0.0.1 与 [::1]。");
    }
}
