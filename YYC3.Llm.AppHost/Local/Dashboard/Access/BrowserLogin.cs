using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace YYC3.Llm.AppHost.Local.Dashboard.Access;

/// <summary>
/// Lets in who holds the browser token of the start-up banner: <c>/login?t=…</c> changes it for a cookie that scripts
/// cannot read and other sites cannot send.
/// </summary>
internal sealed class BrowserLogin(string browserToken)
{
    // The cookie goes to every port of localhost, so it must not be the token itself.
    private readonly string pass = Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(browserToken), "dashboard cookie"u8));

    /// <summary>401 for pages and data without the cookie; style, scripts and the way in are for everybody.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var path = context.Request.Path;
        return path.StartsWithSegments("/v1") || path.StartsWithSegments("/assets") || path == "/login" || IsIn(context)
            ? next(context)
            : RefuseAsync(context);
    }

    /// <summary><c>GET /login?t=…</c>: to the page with a cookie, or 401.</summary>
    public Task LogInAsync(HttpContext context)
    {
        if (!Same(context.Request.Query["t"].ToString().Trim(), browserToken))
        {
            return RefuseAsync(context);
        }

        context.Response.Cookies.Append(CookieName(context), pass, new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            IsEssential = true,
            MaxAge = TimeSpan.FromDays(3),
        });
        context.Response.Redirect("/");
        return Task.CompletedTask;
    }

    private bool IsIn(HttpContext context) => context.Request.Cookies[CookieName(context)] is { } given && Same(given, pass);

    private static async Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status401Unauthorized;
        if (context.Request.Path.StartsWithSegments("/api"))
        {
            await context.Response.WriteAsJsonAsync(new { error = "Open the dashboard link of the start-up banner: it carries the token." });
            return;
        }

        await PageFiles.WriteAsync(context, "login.html");
    }

    /// <summary>Cookies are shared by all ports of a host: without the port, a second launcher would log the first one out.</summary>
    private static string CookieName(HttpContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"yyc3-dashboard-{context.Connection.LocalPort}");

    private static bool Same(string given, string expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
