namespace YYC3.Llm.Tests.Router.Dialects.Ollama;

/// <summary>Ollama's answers.</summary>
internal static class OllamaSamples
{
    public const string Counts = "\"done\":true,\"done_reason\":\"stop\",\"total_duration\":5,\"prompt_eval_count\":9,\"eval_count\":2";

    public static readonly string Completion = Line("\"content\":\"你好\"", Counts);

    public static readonly string Thinking = Line("\"content\":\"你好\",\"thinking\":\"用户说\"", Counts);

    public static readonly string ToolCall = Line("""
        "content":"","tool_calls":[{"function":{"name":"get_weather","arguments":{"city":"北京"}}}]
        """.Trim(), Counts);

    public static string Line(string message, string more = "\"done\":false") =>
        $$"""{"model":"qwen3","created_at":"2026-07-01T12:00:00.123456789Z","message":{"role":"assistant",{{message}}},{{more}}}""";
}
