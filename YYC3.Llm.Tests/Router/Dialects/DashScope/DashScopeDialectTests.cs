using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.DashScope;

public sealed class DashScopeDialectTests : PassThroughConformance
{
    protected override string DialectName => DialectNames.DashScope;

    protected override string Answer => DashScopeSamples.Completion;

    protected override IEnumerable<string> EmptyEvents => [DashScopeSamples.Part("")];

    protected override IEnumerable<string> ContentEvents =>
    [
        DashScopeSamples.Part("你好"),
        DashScopeSamples.Part("", more: ""","reasoning_content":"想" """),
        DashScopeSamples.Part("", more: ""","tool_calls":[{"index":0,"id":"c","function":{"name":"f","arguments":""}}]"""),
        """{"output":{"text":"旧","finish_reason":"null"},"request_id":"r"}""",
    ];

    protected override string FinishEvent => DashScopeSamples.Part("", "stop");

    protected override string UsageEvent => DashScopeSamples.Part("", output: 2);

    protected override string DoneEvent => "[DONE]";

    protected override string ErrorEvent => DashScopeSamples.Error("InternalError");

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        (401, DashScopeSamples.Error("InvalidApiKey"), "Key"),
        (403, DashScopeSamples.Error("AccessDenied"), "Key"),
        (429, DashScopeSamples.Error("Throttling"), "Key"),
        (429, DashScopeSamples.Error("Throttling.RateQuota"), "Key"),
        (200, DashScopeSamples.Error("Throttling.BurstRate"), "Key"),
        (429, DashScopeSamples.Error("Throttling.AllocationQuota"), "Account"),
        (400, DashScopeSamples.Error("Arrearage"), "Account"),
        (403, DashScopeSamples.Error("AllocationQuota.FreeTierOnly"), "Account"),
        (404, DashScopeSamples.Error("ModelNotFound"), "Model"),
        (400, DashScopeSamples.Error("DataInspectionFailed"), "Content"),
        (400, DashScopeSamples.Error("InvalidParameter"), "Caller"),
        (200, DashScopeSamples.Error("InvalidParameter"), "Caller"),
        (400, DashScopeSamples.Error("InvalidParameter", "Range of input length should be [1, 30720]"), "ContextWindow"),
        (500, DashScopeSamples.Error("InternalError"), "Provider"),
        (500, "boom", "Provider"),
        (200, "<html>", "Provider"),
        (200, "{}", "Provider"),
        (404, "", "Model"),
    ];
}
