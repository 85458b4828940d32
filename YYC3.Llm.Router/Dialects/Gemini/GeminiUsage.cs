using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>
/// Reads <c>usageMetadata</c> (https://ai.google.dev/api/generate-content#UsageMetadata): the prompt includes what was cached, tool results
/// count beside it; the candidates exclude thoughts, which are billed as output. In streams each event says the sum so far.
/// </summary>
internal static class GeminiUsage
{
    /// <summary>The usage; null when it says nothing of the prompt.</summary>
    public static TokenUsage? Read(JsonElement usage)
    {
        if (Json.Number(usage, "promptTokenCount") is not { } prompt)
        {
            return null;
        }

        var cached = Json.Number(usage, "cachedContentTokenCount") ?? 0;
        var thoughts = Json.Number(usage, "thoughtsTokenCount") ?? 0;
        return new TokenUsage
        {
            InputUncached = prompt - cached + (Json.Number(usage, "toolUsePromptTokenCount") ?? 0),
            CacheRead = cached,
            Output = (Json.Number(usage, "candidatesTokenCount") ?? 0) + thoughts,
            Reasoning = thoughts,
            AudioInput = Audio(usage, "promptTokensDetails") - Audio(usage, "cacheTokensDetails"),
            AudioOutput = Audio(usage, "candidatesTokensDetails"),
        }.Clamped();
    }

    private static long Audio(JsonElement usage, string details) =>
        Json.Items(usage, details).Where(detail => Json.Text(detail, "modality") == "AUDIO").Sum(detail => Json.Number(detail, "tokenCount") ?? 0);
}
