using System.Globalization;
using YYC3.Llm.Simulator.Replies;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>The headers around a call: key and version in, rate limits out.</summary>
internal static class AnthropicAccess
{
    /// <summary>Asks for <c>x-api-key</c> and a known <c>anthropic-version</c>.</summary>
    public static SimulatedError? Authorize(HttpRequest request, string? apiKey)
    {
        if (Credentials.NeedHeader(request, "x-api-key", apiKey) is { } stranger)
        {
            return stranger;
        }

        var version = request.Headers["anthropic-version"].ToString();
        return version is "2023-06-01" or "2023-01-01" ? null
            : SimulatedError.BadRequest(version.Length == 0 ? "anthropic-version: header is required" : $"anthropic-version: \"{version}\" is not a valid version; use 2023-06-01");
    }

    /// <summary>Writes <c>anthropic-ratelimit-requests-…</c>; the reset is a time in RFC 3339.</summary>
    public static void WriteLimits(IHeaderDictionary headers, RateState state)
    {
        headers["anthropic-ratelimit-requests-limit"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["anthropic-ratelimit-requests-remaining"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["anthropic-ratelimit-requests-reset"] = state.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }
}
