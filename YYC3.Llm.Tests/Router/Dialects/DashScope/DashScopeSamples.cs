using System.Text.Json;

namespace YYC3.Llm.Tests.Router.Dialects.DashScope;

/// <summary>Answers in the shape that DashScope's documentation and recordings have.</summary>
internal static class DashScopeSamples
{
    public const string Completion =
        """{"output":{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":"Hi 你好"}}]},"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11},"request_id":"4a9b"}""";

    public const string ToolCall =
        """{"output":{"choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":"","tool_calls":[{"index":0,"id":"call_1","type":"function","function":{"name":"get_weather","arguments":"{\"city\":\"北京\"}"}},{"index":1,"id":"call_2","type":"function","function":{"name":"now","arguments":""}}]}}]},"usage":{"input_tokens":9,"output_tokens":2,"total_tokens":11},"request_id":"r"}""";

    public const string Reasoning =
        """{"output":{"choices":[{"finish_reason":"stop","message":{"role":"assistant","reasoning_content":"让我想想","content":[{"text":"四"},{"text":"十二"}]}}]},"usage":{"input_tokens":20,"output_tokens":12,"output_tokens_details":{"reasoning_tokens":7,"text_tokens":5},"prompt_tokens_details":{"cached_tokens":8},"total_tokens":32},"request_id":"r"}""";

    public static string Error(string code, string message = "No.") => $$"""{"code":"{{code}}","message":"{{message}}","request_id":"r"}""";

    /// <summary>An event of a stream, as it is framed there.</summary>
    public static string Event(string data, string name = "result", int status = 200, int id = 1) => $"id:{id}\nevent:{name}\n:HTTP_STATUS/{status}\ndata:{data}\n\n";

    /// <summary>The data of an event with one choice.</summary>
    public static string Part(string text, string finish = "null", int output = 1, string more = "") =>
        $$"""{"output":{"choices":[{"message":{"content":{{JsonSerializer.Serialize(text)}},"role":"assistant"{{more}}},"finish_reason":"{{finish}}"}]},"usage":{"total_tokens":{{9 + output}},"output_tokens":{{output}},"input_tokens":9},"request_id":"r"}""";

    /// <summary>The pieces of a stream, the last one with the reason.</summary>
    public static IEnumerable<string> Stream(params IReadOnlyList<string> texts) =>
        texts.Select((text, i) => Event(Part(text, i == texts.Count - 1 ? "stop" : "null", i + 1), id: i + 1));
}
