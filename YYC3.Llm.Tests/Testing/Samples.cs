namespace YYC3.Llm.Tests.Testing;

/// <summary>Provider answers in the shape of the recorded ones.</summary>
internal static class Samples
{
    public const string Completion =
        """{"id":"chatcmpl-1","object":"chat.completion","created":1717250605,"model":"m-upstream","choices":[{"index":0,"message":{"role":"assistant","content":"Hi 你好"},"finish_reason":"stop"}],"usage":{"prompt_tokens":9,"completion_tokens":2,"total_tokens":11}}""";

    public const string Role = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n";

    public const string Finish = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";

    public const string Usage = "data: {\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n";

    public const string Done = "data: [DONE]\n\n";

    public const string ErrorEvent = "data: {\"error\":{\"message\":\"Provider disconnected\",\"type\":\"server_error\",\"param\":null,\"code\":\"server_error\"}}\n\n";

    public static string Text(string text) =>
        $"data: {{\"id\":\"c\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\"{text}\"}},\"finish_reason\":null}}]}}\n\n";

    public static string Error(string code, string message = "No.", string type = "server_error") =>
        $"{{\"error\":{{\"message\":\"{message}\",\"type\":\"{type}\",\"param\":null,\"code\":\"{code}\"}}}}";

    public static string Request(string model, bool stream = false) =>
        $"{{\"model\":\"{model}\",\"messages\":[{{\"role\":\"user\",\"content\":\"Hello\"}}]{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}";
}
