using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Wenxin;

public sealed class WenxinDialectTests : DialectConformance
{
    protected override string DialectName => DialectNames.Wenxin;

    protected override string Answer =>
        """{"id":"as-1","object":"chat.completion","created":1,"result":"你好","is_truncated":false,"need_clear_history":false,"finish_reason":"normal","usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    protected override IEnumerable<string> EmptyEvents => [Data(WenxinSamples.Event("", 0, end: false))];

    protected override IEnumerable<string> ContentEvents =>
    [
        Data(WenxinSamples.Stream[0]),
        Data(WenxinSamples.Event("", 0, end: false, ""","function_call":{"name":"f","arguments":"{}"}""")),
    ];

    protected override string FinishEvent => Data(WenxinSamples.Stream[^1]);

    protected override string UsageEvent =>
        """{"id":"as-1","object":"chat.completion","created":1,"is_end":true,"result":"","usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    protected override string DoneEvent => "[DONE]";

    protected override string ErrorEvent => WenxinSamples.Error(336000);

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        (200, WenxinSamples.Error(110), "Key"),
        (200, WenxinSamples.Error(111), "Key"),
        (200, WenxinSamples.Error(18), "Key"),
        (200, WenxinSamples.Error(336501), "Key"),
        (200, WenxinSamples.Error(336502), "Key"),
        (200, WenxinSamples.Error(17), "Account"),
        (200, WenxinSamples.Error(19), "Account"),
        (200, WenxinSamples.Error(3), "Model"),
        (200, WenxinSamples.Error(1), "Provider"),
        (200, WenxinSamples.Error(4), "Provider"),
        (200, WenxinSamples.Error(336000), "Provider"),
        (200, WenxinSamples.Error(336100), "Provider"),
        (200, WenxinSamples.Error(999999), "Provider"),
        (200, WenxinSamples.Error(336001), "Caller"),
        (400, WenxinSamples.Error(336003), "Caller"),
        (200, WenxinSamples.Error(336103), "ContextWindow"),
        (200, "<html>", "Provider"),
        (200, "{}", "Provider"),
        (200, "[]", "Provider"),
        (500, "boom", "Provider"),
        (404, "", "Model"),
    ];

    private static string Data(string block) => block["data: ".Length..].Trim();
}
