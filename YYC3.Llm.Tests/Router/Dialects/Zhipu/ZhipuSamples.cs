namespace YYC3.Llm.Tests.Router.Dialects.Zhipu;

/// <summary>Answers in Zhipu's shape.</summary>
internal static class ZhipuSamples
{
    public const string Completion =
        """{"id":"20260801120000abc","request_id":"20260801120000abc","created":1785556800,"model":"glm-5.2","object":"chat.completion","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"你好","reasoning_content":"用户在打招呼"}}],"usage":{"prompt_tokens":6,"completion_tokens":12,"total_tokens":18,"prompt_tokens_details":{"cached_tokens":0}}}""";

    public const string ToolCall =
        """{"id":"2026","request_id":"2026","created":1785556800,"model":"glm-5.2","object":"chat.completion","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":"","tool_calls":[{"id":"call_8231","index":0,"type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"北京\"}"}}]}}],"usage":{"prompt_tokens":171,"completion_tokens":33,"total_tokens":204}}""";

    public static readonly string[] Stream =
    [
        Event("""{"index":0,"delta":{"role":"assistant","reasoning_content":"先查天气"}}"""),
        Event("""{"index":0,"delta":{"role":"assistant","content":"好的"}}"""),
        Event("""{"index":0,"delta":{"role":"assistant","tool_calls":[{"id":"call_8231","index":0,"type":"function","function":{"name":"get_weather","arguments":"{\"city\":"}}]}}"""),
        Event("""{"index":0,"delta":{"role":"assistant","tool_calls":[{"index":0,"function":{"arguments":"\"北京\"}"}}]}}"""),
        Event("""{"index":0,"finish_reason":"tool_calls","delta":{"role":"assistant","content":""}}""", ""","usage":{"prompt_tokens":171,"completion_tokens":33,"total_tokens":204,"prompt_tokens_details":{"cached_tokens":128}}"""),
        "data: [DONE]\n\n",
    ];

    public static string Event(string choice, string more = "") => $"data: {{\"id\":\"2026\",\"created\":1785556800,\"model\":\"glm-5.2\",\"choices\":[{choice}]{more}}}\n\n";

    public static string Finish(string reason) => Event($$$"""{"index":0,"finish_reason":"{{{reason}}}","delta":{"role":"assistant","content":""}}""");

    public static string Error(string code, string message = "不行") => $"{{\"error\":{{\"code\":\"{code}\",\"message\":\"{message}\"}}}}";
}
