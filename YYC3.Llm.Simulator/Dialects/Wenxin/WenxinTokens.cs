using System.Collections.Concurrent;
using System.Globalization;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Wenxin;

/// <summary>
/// Access tokens: of 30 days, unless the client id ends in <c>-ttl-{duration}</c> (that long) or <c>-uses-{n}</c> (that many calls).
/// A client id of <c>unknown</c> and an empty secret are refused.
/// </summary>
internal sealed class WenxinTokens(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Token> tokens = new(StringComparer.Ordinal);
    private int issued;

    /// <summary>Serves <c>/oauth/2.0/token</c>.</summary>
    public async Task IssueAsync(HttpContext context)
    {
        var form = context.Request.HasFormContentType ? await context.Request.ReadFormAsync(context.RequestAborted) : FormCollection.Empty;
        string Value(string name) => context.Request.Query[name] is { Count: > 0 } query ? query.ToString() : form[name].ToString();

        var (id, secret) = (Value("client_id"), Value("client_secret"));
        var error = Value("grant_type") != "client_credentials" ? ("unsupported_grant_type", "The authorization grant type is not supported")
            : id.Length == 0 || id == "unknown" ? ("invalid_client", "unknown client id")
            : secret.Length == 0 ? ("invalid_client", "Client authentication failed")
            : ((string, string)?)null;
        context.Response.ContentType = "application/json";
        context.Response.StatusCode = error is null ? StatusCodes.Status200OK : StatusCodes.Status401Unauthorized;
        await context.Response.Body.WriteAsync(error is { } wrong ? Refusal(wrong) : Issue(id), context.RequestAborted);
    }

    /// <summary>The client a token was given to, which stands in it; the token itself when it is none of ours.</summary>
    public static string ClientOf(string token)
    {
        var last = token.LastIndexOf('.');
        var number = last > 0 ? token.LastIndexOf('.', last - 1) : -1;
        return token.StartsWith("24.", StringComparison.Ordinal) && number > 3 ? token[3..number] : token;
    }

    /// <summary>Checks the token of a call, and uses it up by one.</summary>
    public SimulatedError? Check(HttpRequest request)
    {
        if (!tokens.TryGetValue(request.Query["access_token"].ToString(), out var token))
        {
            return SimulatedError.OfStatus(401);
        }

        return time.GetUtcNow() < token.Expires && Interlocked.Decrement(ref token.Uses) >= 0 ? null : ErrorKinds.All[ErrorKinds.Expired];
    }

    private byte[] Issue(string id)
    {
        var seconds = id.LastIndexOf("-ttl-", StringComparison.Ordinal) is >= 0 and var ttl ? Durations.Parse("ttl", id[(ttl + 5)..]) : TimeSpan.FromDays(30);
        var uses = id.LastIndexOf("-uses-", StringComparison.Ordinal) is >= 0 and var at && int.TryParse(id.AsSpan(at + 6), NumberStyles.None, CultureInfo.InvariantCulture, out var few) ? few : int.MaxValue;
        var text = string.Create(CultureInfo.InvariantCulture, $"24.{id}.{Interlocked.Increment(ref issued)}.{(long)seconds.TotalSeconds}");
        tokens[text] = new Token(time.GetUtcNow() + seconds, uses);
        return Json.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("refresh_token", "25.sim");
            writer.WriteNumber("expires_in", (long)seconds.TotalSeconds);
            writer.WriteString("session_key", "sim");
            writer.WriteString("access_token", text);
            writer.WriteString("scope", "ai_custom_yiyan_com wenxinworkshop_mgr");
            writer.WriteString("session_secret", "sim");
            writer.WriteEndObject();
        });
    }

    private static byte[] Refusal((string Error, string Description) wrong) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("error", wrong.Error);
        writer.WriteString("error_description", wrong.Description);
        writer.WriteEndObject();
    });

    private sealed class Token(DateTimeOffset expires, int uses)
    {
        public int Uses = uses;

        public DateTimeOffset Expires => expires;
    }
}
