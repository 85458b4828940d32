using System.Globalization;

namespace YYC3.Llm.Router.Budgets;

/// <summary>OpenAI's rate-limit headers (https://platform.openai.com/docs/guides/rate-limits), of the tightest limit that holds for the call.</summary>
internal static class LimitHeaders
{
    /// <summary>Adds them when the answer begins, in place of a provider's own.</summary>
    public static void Add(HttpResponse response, RateWindow[] requests, RateWindow[] tokens) => response.OnStarting(() =>
    {
        Write(response.Headers, "requests", requests);
        Write(response.Headers, "tokens", tokens);
        return Task.CompletedTask;
    });

    private static void Write(IHeaderDictionary headers, string kind, RateWindow[] windows)
    {
        if (windows.MinBy(window => window.Remaining) is { } tightest)
        {
            headers[$"x-ratelimit-limit-{kind}"] = tightest.Limit.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-remaining-{kind}"] = tightest.Remaining.ToString(CultureInfo.InvariantCulture);
            headers[$"x-ratelimit-reset-{kind}"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(tightest.Reset.TotalSeconds)}s");
        }
    }
}
