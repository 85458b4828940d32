using System.Globalization;
using YYC3.Llm.Simulator.Scripts;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>OpenAI's rate-limit headers.</summary>
internal static class OpenAiLimits
{
    /// <summary>Writes them; the reset is a duration such as <c>12s</c>.</summary>
    public static void Write(IHeaderDictionary headers, RateState state)
    {
        headers["x-ratelimit-limit-requests"] = state.Limit.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-remaining-requests"] = state.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["x-ratelimit-reset-requests"] = string.Create(CultureInfo.InvariantCulture, $"{Math.Ceiling(state.Reset.TotalSeconds)}s");
    }
}
