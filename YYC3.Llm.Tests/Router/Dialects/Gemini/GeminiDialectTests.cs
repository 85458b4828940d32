using YYC3.Llm.Router.Dialects;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Tests.Router.Dialects.Gemini;

public sealed class GeminiDialectTests : TranslationConformance
{
    private const string Call = """{"functionCall":{"name":"get_weather","args":{"city":"北京"}},"thoughtSignature":"c2ln"}""";

    protected override string DialectName => DialectNames.Gemini;

    private protected override IReadOnlyList<ProviderSample> Answers =>
    [
        new("text", GeminiSamples.Completion.Replace("你好", "你好世界", StringComparison.Ordinal), Stream(GeminiSamples.Text("你好"), GeminiSamples.Text("世界"), GeminiSamples.Text("", "STOP", ",\"thoughtSignature\":\"c2ln\""))) { Text = "你好世界" },
        new("thoughts", GeminiSamples.Thinking, Stream(GeminiSamples.Thinking))
        {
            Text = "你好",
            Reasoning = "用户说",
            Usage = new TokenUsage { InputUncached = 5, CacheRead = 4, Output = 32, Reasoning = 30 },
        },
        new("parallel calls", Parts($"{Call},{Call}", "STOP"), Stream(Parts(Call), Parts(Call), GeminiSamples.Text("", "STOP")))
        {
            Calls = [("get_weather", """{"city":"北京"}"""), ("get_weather", """{"city":"北京"}""")],
            FinishReason = "tool_calls",
        },
        new("call without arguments", Parts("""{"functionCall":{"name":"now"}}""", "STOP"), Stream(Parts("""{"functionCall":{"name":"now"}}""", "STOP"))) { Calls = [("now", "{}")], FinishReason = "tool_calls" },
        new("cut off", GeminiSamples.Text("你", "MAX_TOKENS"), Stream(GeminiSamples.Text("你"), GeminiSamples.Text("", "MAX_TOKENS"))) { Text = "你", FinishReason = "length" },
        new("refused", GeminiSamples.Text("不", "SAFETY"), Stream(GeminiSamples.Text("不", "SAFETY"))) { Text = "不", FinishReason = "content_filter" },
        new("no usage", """{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}]}""", Stream("""{"candidates":[{"content":{"parts":[{"text":"x"}]},"finishReason":"STOP"}],"modelVersion":"g"}"""))
        {
            Text = "x",
            Usage = null,
        },
    ];

    protected override IEnumerable<(string Stream, string Class)> FailedStreams =>
    [
        (Stream(GeminiSamples.RateLimit), "Key"),
        (Stream($"[{GeminiSamples.DailyLimit}]"), "Account"),
        (Stream(GeminiSamples.Text("x"), """{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}"""), "Provider"),
        (Stream("""{"promptFeedback":{"blockReason":"SAFETY"}}"""), "Content"),
        (Stream("""{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}"""), "Provider"),
        (Stream("nothing of the kind"), "Provider"),
    ];

    protected override IReadOnlyList<string> NotTaken => ["vision by address"]; // By a model of no known version.

    protected override IEnumerable<(string Body, string Param)> Refused => [("""{"model":"m","messages":[{"role":"poet","content":"x"}]}""", "messages[0].role")];

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        (400, GeminiSamples.BadKey, "Key"),
        (401, "{}", "Key"),
        (403, """{"error":{"code":403,"message":"Forbidden","status":"PERMISSION_DENIED"}}""", "Key"),
        (429, GeminiSamples.RateLimit, "Key"),
        (429, "", "Key"),
        (200, $"[{GeminiSamples.RateLimit}]", "Key"),
        (429, GeminiSamples.DailyLimit, "Account"),
        (400, """{"error":{"code":400,"message":"User location is not supported for the API use.","status":"FAILED_PRECONDITION"}}""", "Account"),
        (404, """{"error":{"code":404,"message":"models/x is not found for API version v1beta","status":"NOT_FOUND"}}""", "Model"),
        (404, "<html>", "Model"),
        (400, GeminiSamples.ContextWindow, "ContextWindow"),
        (400, """[{"error":{"code":400,"message":"Invalid value at 'contents'","status":"INVALID_ARGUMENT","details":[{"fieldViolations":[{"field":"contents"}]}]}}]""", "Caller"),
        (200, """{"promptFeedback":{"blockReason":"SAFETY"},"usageMetadata":{"promptTokenCount":9}}""", "Content"),
        (500, """{"error":{"code":500,"message":"An internal error has occurred.","status":"INTERNAL"}}""", "Provider"),
        (503, "", "Provider"),
        (504, """{"error":{"code":504,"message":"Deadline","status":"DEADLINE_EXCEEDED"}}""", "Provider"),
        (200, """{"candidates":[{"finishReason":"MALFORMED_FUNCTION_CALL"}]}""", "Provider"),
        (200, "{}", "Provider"),
        (200, "[]", "Provider"),
        (200, "<html>", "Provider"),
        (302, "", "Provider"),
    ];

    private static string Stream(params string[] events) => string.Concat(events.Select(GeminiSamples.Event));

    private static string Parts(string parts, string? finish = null) =>
        $$"""{"candidates":[{"content":{"parts":[{{parts}}],"role":"model"}{{(finish is null ? "" : $",\"finishReason\":\"{finish}\"")}},"index":0}],"usageMetadata":{{GeminiSamples.Usage}},"modelVersion":"gemini-3.5-flash","responseId":"r1"}""";
}
