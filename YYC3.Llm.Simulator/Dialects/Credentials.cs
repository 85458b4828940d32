using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects;

/// <summary>How callers say who they are.</summary>
internal static class Credentials
{
    /// <summary>OpenAI's way: a bearer token, asked for only where a key is set.</summary>
    public static SimulatedError? Bearer(HttpRequest request, string? apiKey) =>
        apiKey is not null && request.Headers.Authorization != $"Bearer {apiKey}" ? SimulatedError.OfStatus(401) : null;

    /// <summary>A bearer token that must always be there, of whatever value when no key is set.</summary>
    public static SimulatedError? NeedBearer(HttpRequest request, string? apiKey)
    {
        var given = request.Headers.Authorization.ToString();
        return !given.StartsWith("Bearer ", StringComparison.Ordinal) || given.Length == 7
            ? SimulatedError.OfStatus(401) with { Message = "The header 'Authorization: Bearer {key}' is missing." }
            : Bearer(request, apiKey);
    }

    /// <summary>A key in a header of its own, which must always be there.</summary>
    public static SimulatedError? NeedHeader(HttpRequest request, string name, string? apiKey)
    {
        var given = request.Headers[name].ToString();
        if (given.Length == 0)
        {
            return SimulatedError.OfStatus(401) with { Message = $"The header '{name}' is missing." };
        }

        return apiKey is null || given == apiKey ? null : SimulatedError.OfStatus(401);
    }

    /// <summary>The credential a call carries, as it was sent; of an ERNIE token the client it was given to. The tally sorts calls by it.</summary>
    public static string Of(HttpRequest request)
    {
        if (request.Headers.Authorization is { Count: > 0 } authorization)
        {
            return authorization.ToString();
        }

        foreach (var name in (ReadOnlySpan<string>)["x-api-key", "api-key", "x-goog-api-key"])
        {
            if (request.Headers.TryGetValue(name, out var value))
            {
                return value.ToString();
            }
        }

        return !request.QueryString.HasValue ? ""
            : request.Query["access_token"] is { Count: > 0 } token ? Wenxin.WenxinTokens.ClientOf(token.ToString())
            : request.Query["key"].ToString();
    }
}
