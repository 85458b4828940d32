using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Wenxin;

public sealed class WenxinDialectTests : TranslationConformance
{
    private const string Call = ""","function_call":{"name":"get_weather","thoughts":"用户想知道天气","arguments":"{\"city\":\"北京\"}"}""";

    protected override string DialectName => DialectNames.Wenxin;

    private protected override IReadOnlyList<ProviderSample> Answers =>
    [
        new("text", Whole("你好世界"), WenxinSamples.Event("你好", 0, end: false) + WenxinSamples.Event("世界", 0, end: false) + Last("")) { Text = "你好世界" },
        new("text in one event", null, Last("你好\\n\\u4e16")) { Text = "你好\n世" },
        new("cut off", Whole("你").Replace("\"is_truncated\":false", "\"is_truncated\":true", StringComparison.Ordinal), Last("你").Replace("\"is_truncated\":false", "\"is_truncated\":true", StringComparison.Ordinal))
        {
            Text = "你",
            FinishReason = "length",
        },
        new("refused", Whole("不行").Replace("\"need_clear_history\":false", "\"need_clear_history\":true,\"ban_round\":-1", StringComparison.Ordinal), null) { Text = "不行", FinishReason = "content_filter" },
        new("call", Whole("", Call), Last("", Call))
        {
            Reasoning = "用户想知道天气",
            Calls = [("get_weather", """{"city":"北京"}""")],
            FinishReason = "tool_calls",
        },
        new("call without arguments", Whole("", ""","function_call":{"name":"now","arguments":""}"""), WenxinSamples.Event("", 0, end: false, ""","function_call":{"name":"now"}""") + Last(""))
        {
            Calls = [("now", "{}")],
            FinishReason = "tool_calls",
        },
        new("no usage", """{"id":"as-1","created":1,"result":"你"}""", """data:{"is_end":true,"result":"你"}""" + "\r\n\r\n") { Text = "你", Usage = null },
    ];

    protected override IEnumerable<(string Stream, string Class)> FailedStreams =>
    [
        ("data: " + WenxinSamples.Error(336501) + "\n\n", "Key"),
        (WenxinSamples.Stream[0] + "data: " + WenxinSamples.Error(336000) + "\n\n", "Provider"),
        ("data: nothing of the kind\n\n", "Provider"),
        ("data: {}\n\n", "Provider"),
    ];

    protected override IReadOnlyList<string> NotTaken => ["vision by data", "vision by address"];

    protected override IEnumerable<(string Body, string Param)> Refused =>
    [
        ("""{"model":"m","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]}""", "messages[0].content"),
        ("""{"model":"m","messages":[{"role":"poet","content":"x"}]}""", "messages[0].role"),
    ];

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

    private static string Whole(string text, string more = "") =>
        $$$"""{"id":"as-g91d6f1yyv","object":"chat.completion","created":1,"result":"{{{text}}}","is_truncated":false,"need_clear_history":false,"finish_reason":"normal"{{{more}}},"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    private static string Last(string text, string more = "") => $"data: {Whole(text, more)[..^1]},\"is_end\":true}}\n\n";
}
