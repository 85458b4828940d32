namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>The headers of OpenAI's answers that mean something to a caller.</summary>
internal static class OpenAiHeaders
{
    /// <summary>The name it is handed on under; null to keep it back.</summary>
    public static string? ForCaller(string name) =>
        name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("openai-", StringComparison.OrdinalIgnoreCase)
        || name.Equals("retry-after", StringComparison.OrdinalIgnoreCase)
        || name.Equals("retry-after-ms", StringComparison.OrdinalIgnoreCase)
        || name.Equals("x-request-id", StringComparison.OrdinalIgnoreCase)
            ? name
            : null;
}
