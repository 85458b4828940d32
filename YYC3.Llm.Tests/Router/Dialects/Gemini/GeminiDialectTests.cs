using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Gemini;

public sealed class GeminiDialectTests : PassThroughConformance
{
    protected override string DialectName => DialectNames.Gemini;

    protected override string Answer => GeminiSamples.Completion;

    protected override IEnumerable<string> EmptyEvents =>
    [
        """{"usageMetadata":{"promptTokenCount":9}}""",
        GeminiSamples.Text(""),
    ];

    protected override IEnumerable<string> ContentEvents =>
    [
        GeminiSamples.Text("你"),
        GeminiSamples.Text("Let", more: ",\"thought\":true"),
        """{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"error":{}}}}]}}]}""",
    ];

    protected override string FinishEvent => GeminiSamples.Text("", "STOP");

    protected override string UsageEvent => $$"""{"usageMetadata":{{GeminiSamples.Usage}}}""";

    protected override string DoneEvent => "[DONE]";

    protected override string ErrorEvent => """{"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}""";

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
}
