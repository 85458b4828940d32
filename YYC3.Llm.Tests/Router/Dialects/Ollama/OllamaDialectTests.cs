using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Ollama;

public sealed class OllamaDialectTests : TranslationConformance
{
    private const string Call = """{"function":{"name":"get_weather","arguments":{"city":"北京"}}}""";

    protected override string DialectName => DialectNames.Ollama;

    private protected override IReadOnlyList<ProviderSample> Answers =>
    [
        new("text", OllamaSamples.Line("\"content\":\"你好世界\"", OllamaSamples.Counts), Stream(OllamaSamples.Line("\"content\":\"你好\""), OllamaSamples.Line("\"content\":\"世界\""), OllamaSamples.Line("\"content\":\"\"", OllamaSamples.Counts))) { Text = "你好世界" },
        new("thinking", OllamaSamples.Thinking, Stream(OllamaSamples.Line("\"content\":\"\",\"thinking\":\"用户说\""), OllamaSamples.Line("\"content\":\"你好\""), OllamaSamples.Line("\"content\":\"\"", OllamaSamples.Counts)))
        {
            Text = "你好",
            Reasoning = "用户说",
        },
        new("parallel calls", OllamaSamples.Line($"\"content\":\"\",\"tool_calls\":[{Call},{Call}]", OllamaSamples.Counts), Stream(OllamaSamples.Line($"\"tool_calls\":[{Call}]"), OllamaSamples.Line($"\"tool_calls\":[{Call}]"), OllamaSamples.Line("\"content\":\"\"", OllamaSamples.Counts)))
        {
            Calls = [("get_weather", """{"city":"北京"}"""), ("get_weather", """{"city":"北京"}""")],
            FinishReason = "tool_calls",
        },
        new("call without arguments", OllamaSamples.Line("\"tool_calls\":[{\"function\":{\"name\":\"now\"}}]", OllamaSamples.Counts), Stream(OllamaSamples.Line("\"tool_calls\":[{\"function\":{\"name\":\"now\"}}]", OllamaSamples.Counts)))
        {
            Calls = [("now", "{}")],
            FinishReason = "tool_calls",
        },
        new("cut off", OllamaSamples.Line("\"content\":\"你\"", OllamaSamples.Counts.Replace("\"stop\"", "\"length\"", StringComparison.Ordinal)), Stream(OllamaSamples.Line("\"content\":\"你\"", OllamaSamples.Counts.Replace("\"stop\"", "\"length\"", StringComparison.Ordinal))))
        {
            Text = "你",
            FinishReason = "length",
        },
        new("no usage", OllamaSamples.Line("\"content\":\"x\"", "\"done\":true"), Stream(OllamaSamples.Line("\"content\":\"x\"", "\"done\":true,\"eval_count\":1"))) { Text = "x", Usage = null },
    ];

    protected override IEnumerable<(string Stream, string Class)> FailedStreams =>
    [
        ("""{"error":"model 'x' not found"}""" + "\n", "Model"),
        (Stream(OllamaSamples.Line("\"content\":\"x\""), """{"error":"model runner has unexpectedly stopped"}"""), "Provider"),
        ("nothing of the kind\n", "Provider"),
        ("{}\n", "Provider"),
    ];

    protected override IReadOnlyList<string> NotTaken => ["vision by address"];

    protected override IEnumerable<(string Body, string Param)> Refused => [("""{"model":"m","messages":[{"role":"poet","content":"x"}]}""", "messages[0].role")];

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        (404, """{"error":"model 'x' not found"}""", "Model"),
        (404, "404 page not found", "Model"),
        (400, """{"error":"registry.ollama.ai/library/x does not support tools"}""", "Model"),
        (500, """{"error":"model requires more system memory (9 GiB) than is available (4 GiB)"}""", "Model"),
        (400, """{"error":"the input length exceeds the context length"}""", "ContextWindow"),
        (400, """{"error":"invalid options: temperature"}""", "Caller"),
        (401, """{"error":"unauthorized"}""", "Key"),
        (429, """{"error":"too many requests"}""", "Key"),
        (503, """{"error":"server busy, please try again. maximum pending requests exceeded"}""", "Provider"),
        (500, "boom", "Provider"),
        (200, """{"error":"model runner has unexpectedly stopped"}""", "Provider"),
        (200, "{}", "Provider"),
        (200, "[]", "Provider"),
        (200, "<html>", "Provider"),
        (302, "", "Provider"),
    ];

    private static string Stream(params string[] lines) => string.Concat(lines.Select(line => line + "\n"));
}
