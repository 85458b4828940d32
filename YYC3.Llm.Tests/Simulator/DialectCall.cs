using System.Text.Json;

namespace YYC3.Llm.Tests.Simulator;

/// <summary>One chat call in a dialect, as a right client makes it.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">Header lines, each with its CR LF.</param>
/// <param name="Body">The body.</param>
internal sealed record DialectCall(string Path, string Headers, string Body)
{
    private const string Weather = """{"type":"object","properties":{"city":{"type":"string"}}}""";
    private const string OpenAiTools = $$$"""[{"type":"function","function":{"name":"get_weather","description":"Tells the weather","parameters":{{{Weather}}}}}]""";
    private const string User = """{"role":"user","content":"你好 there"}""";
    private const string Bearer = "Authorization: Bearer id.secret\r\n";

    /// <summary>The dialects that calls can be made in.</summary>
    public static readonly string[] Dialects = ["openai", "anthropic", "gemini", "dashscope", "zhipu", "qianfan", "wenxin", "ollama", "azure"];

    /// <summary>A call whose prompt is '你好 there' and which offers the tool get_weather.</summary>
    public static async Task<DialectCall> ToAsync(string url, string dialect, string model, bool stream)
    {
        var flag = stream ? "true" : "false";
        var path = Uri.EscapeDataString(model);
        var json = JsonSerializer.Serialize(model);
        return dialect switch
        {
            "openai" => new("/v1/chat/completions", "", $$"""{"model":{{json}},"stream":{{flag}},"messages":[{{User}}],"tools":{{OpenAiTools}}}"""),
            "anthropic" => new("/anthropic/v1/messages", "x-api-key: k\r\nanthropic-version: 2023-06-01\r\n", $$"""{"model":{{json}},"max_tokens":64,"stream":{{flag}},"messages":[{{User}}],"tools":[{"name":"get_weather","input_schema":{{Weather}}}]}"""),
            "gemini" => new($"/gemini/v1beta/models/{path}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}", "x-goog-api-key: k\r\n", $$$"""{"contents":[{"role":"user","parts":[{"text":"你好 there"}]}],"tools":[{"functionDeclarations":[{"name":"get_weather","parameters":{{{Weather}}}}]}]}"""),
            "dashscope" => new("/dashscope/api/v1/services/aigc/text-generation/generation", Bearer + (stream ? "X-DashScope-SSE: enable\r\n" : ""), $$$"""{"model":{{{json}}},"input":{"messages":[{{{User}}}]},"parameters":{"result_format":"message","incremental_output":{{{flag}}},"tools":{{{OpenAiTools}}}}}"""),
            "zhipu" => new("/zhipu/api/paas/v4/chat/completions", Bearer, $$"""{"model":{{json}},"stream":{{flag}},"messages":[{{User}}],"tools":{{OpenAiTools}}}"""),
            "qianfan" => new("/qianfan/v2/chat/completions", Bearer, $$"""{"model":{{json}},"stream":{{flag}},"messages":[{{User}}],"tools":{{OpenAiTools}}}"""),
            "wenxin" => new($"/wenxin/rpc/2.0/ai_custom/v1/wenxinworkshop/chat/{path}?access_token={await TokenAsync(url)}", "", $$"""{"stream":{{flag}},"messages":[{{User}}],"functions":[{"name":"get_weather","description":"Tells the weather","parameters":{{Weather}}}]}"""),
            "ollama" => new("/ollama/api/chat", "", $$"""{"model":{{json}},"stream":{{flag}},"messages":[{{User}}],"tools":{{OpenAiTools}}}"""),
            "azure" => new($"/azure/openai/deployments/{path}/chat/completions?api-version=2024-10-21", "api-key: k\r\n", $$"""{"stream":{{flag}},"messages":[{{User}}],"tools":{{OpenAiTools}}}"""),
            _ => throw new ArgumentOutOfRangeException(nameof(dialect), dialect, "No client speaks it."),
        };
    }

    /// <summary>Makes such a call.</summary>
    public static async Task<WireReply> ChatAsync(string url, string dialect, string model, bool stream, string? script = null) =>
        await (await ToAsync(url, dialect, model, stream)).SendAsync(url, script);

    /// <summary>Sends the call.</summary>
    /// <param name="url">Where the simulator is.</param>
    /// <param name="script">What the header <c>x-sim</c> holds, which no reply repeats, or null.</param>
    public Task<WireReply> SendAsync(string url, string? script = null) => WireClient.PostAsync(url, Path, Body, script, Headers);

    /// <summary>Fetches an ERNIE token.</summary>
    public static async Task<string> TokenAsync(string url, string client = "ak")
    {
        var reply = await WireClient.PostAsync(url, $"/wenxin/oauth/2.0/token?grant_type=client_credentials&client_id={client}&client_secret=sk", "");
        return JsonDocument.Parse(reply.Text).RootElement.GetProperty("access_token").GetString()!;
    }

    /// <summary>The JSON of each event of a well-formed stream: of SSE with any spelling, or of JSON lines.</summary>
    public static IReadOnlyList<JsonElement> Events(WireReply reply) =>
        [.. reply.Text.ReplaceLineEndings("\n").Split('\n')
            .Select(line => line.StartsWith("data:", StringComparison.Ordinal) ? line[5..] : line.StartsWith('{') ? line : "")
            .Where(data => data.Trim().Length > 0 && data.Trim() != "[DONE]")
            .Select(data => JsonDocument.Parse(data).RootElement)];

    /// <summary>The body of a plain reply.</summary>
    public static JsonElement Json(WireReply reply) => JsonDocument.Parse(reply.Text).RootElement;
}
