using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Ollama;

public sealed class OllamaDialectTests : PassThroughConformance
{
    protected override string DialectName => DialectNames.Ollama;

    protected override string Answer => OllamaSamples.Completion;

    protected override IEnumerable<string> EmptyEvents => [OllamaSamples.Line("\"content\":\"\"")];

    protected override IEnumerable<string> ContentEvents =>
    [
        OllamaSamples.Line("\"content\":\"你\""),
        OllamaSamples.Line("\"content\":\"\",\"thinking\":\"Let\""),
        OllamaSamples.Line("\"tool_calls\":[{\"function\":{\"name\":\"f\",\"arguments\":{\"error\":1}}}]"),
    ];

    protected override string FinishEvent => OllamaSamples.Line("\"content\":\"\"", "\"done\":true,\"done_reason\":\"stop\"");

    protected override string UsageEvent => OllamaSamples.Line("\"content\":\"\"", OllamaSamples.Counts);

    protected override string DoneEvent => "[DONE]";

    protected override string ErrorEvent => """{"error":"model runner has unexpectedly stopped"}""";

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
}
