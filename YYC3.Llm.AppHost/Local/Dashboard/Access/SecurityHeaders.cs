using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.AppHost.Local.Dashboard.Access;

/// <summary>
/// The page shows prompts and logs, which strangers write. It draws them as text; these headers are the second wall: no
/// inline script or style, nothing from elsewhere, no framing, and no token in a Referer.
/// </summary>
internal static class SecurityHeaders
{
    /// <summary>Adds them to every answer.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        return next(context);
    }
}
