namespace YYC3.Llm.Tests.Router.Dialects.Gemini;

/// <summary>Gemini's answers, in the shape of the recorded ones.</summary>
internal static class GeminiSamples
{
    public const string Usage = """{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11}""";

    public const string Completion = $$"""{"candidates":[{"content":{"parts":[{"text":"你好"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{{Usage}},"modelVersion":"gemini-3.5-flash","responseId":"r1"}""";

    public const string Thinking =
        """{"candidates":[{"content":{"parts":[{"text":"用户说","thought":true},{"text":"你好","thoughtSignature":"c2ln"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"thoughtsTokenCount":30,"cachedContentTokenCount":4,"totalTokenCount":41},"modelVersion":"gemini-3.5-flash","responseId":"r1"}""";

    public const string ToolCall =
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"get_weather","args":{"city":"北京"}},"thoughtSignature":"c2ln"}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":2,"totalTokenCount":11},"modelVersion":"gemini-3.5-flash","responseId":"r1"}""";

    public const string RateLimit =
        """{"error":{"code":429,"message":"You exceeded your current quota, slow down. Please retry in 46.5s.","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.QuotaFailure","violations":[{"quotaId":"GenerateRequestsPerMinutePerProjectPerModel-FreeTier"}]},{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"46.5s"}]}}""";

    public static readonly string DailyLimit = RateLimit.Replace("PerMinute", "PerDay", StringComparison.Ordinal);

    public const string ContextWindow = """{"error":{"code":400,"message":"The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).","status":"INVALID_ARGUMENT"}}""";

    public const string BadKey =
        """{"error":{"code":400,"message":"API key not valid. Please pass a valid API key.","status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"API_KEY_INVALID","domain":"googleapis.com"}]}}""";

    public static string Text(string text, string? finish = null, string more = "") =>
        $$"""{"candidates":[{"content":{"parts":[{"text":"{{text}}"{{more}}}],"role":"model"}{{(finish is null ? "" : $",\"finishReason\":\"{finish}\"")}},"index":0}],"usageMetadata":{{Usage}},"modelVersion":"gemini-3.5-flash","responseId":"r1"}""";

    public static string Event(string data) => $"data: {data}\r\n\r\n";
}
