using YYC3.Llm.Router.Dialects;

namespace YYC3.Llm.Tests.Router.Dialects.Zhipu;

public sealed class ZhipuDialectTests : OpenAiWireConformance
{
    protected override string DialectName => DialectNames.Zhipu;

    protected override string ErrorEvent => "{\"id\":\"2026\",\"choices\":[{\"index\":0,\"finish_reason\":\"network_error\",\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}";

    protected override IEnumerable<(int Status, string Body, string Class)> Errors =>
    [
        .. base.Errors,
        (401, ZhipuSamples.Error("1000"), "Key"),
        (401, ZhipuSamples.Error("1003"), "Key"),
        (400, ZhipuSamples.Error("1112"), "Account"),
        (429, ZhipuSamples.Error("1303"), "Key"),
        (429, ZhipuSamples.Error("1304"), "Account"),
        (429, ZhipuSamples.Error("1305"), "Key"),
        (429, ZhipuSamples.Error("1308"), "Account"),
        (429, ZhipuSamples.Error("1310"), "Account"),
        (429, ZhipuSamples.Error("1313"), "Account"),
        (500, ZhipuSamples.Error("1312"), "Provider"),
        (500, ZhipuSamples.Error("1234"), "Provider"),
        (400, ZhipuSamples.Error("1210"), "Caller"),
        (400, ZhipuSamples.Error("1214"), "Caller"),
        (434, ZhipuSamples.Error("1220"), "Key"),
        (435, "{\"error\":{\"message\":\"too large\"}}", "Caller"),
        (400, ZhipuSamples.Error("1261"), "ContextWindow"),
        (200, ZhipuSamples.Completion.Replace("\"stop\"", "\"network_error\"", StringComparison.Ordinal), "Provider"),
    ];
}
