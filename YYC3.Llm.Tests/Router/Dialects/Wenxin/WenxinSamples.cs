using Microsoft.AspNetCore.Http;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.Router.Dialects.Wenxin;

/// <summary>Answers in the shape of Baidu's first API.</summary>
internal static class WenxinSamples
{
    public const string Completion =
        """{"id":"as-1j42wp3555","object":"chat.completion","created":1712937294,"result":"你好","is_truncated":false,"need_clear_history":false,"finish_reason":"normal","usage":{"prompt_tokens":1,"completion_tokens":8,"total_tokens":9}}""";

    public const string FunctionCall =
        """{"id":"as-2","object":"chat.completion","created":1712937294,"result":"","is_truncated":false,"need_clear_history":false,"function_call":{"name":"get_weather","thoughts":"用户想知道天气","arguments":"{\"city\":\"北京\"}"},"finish_reason":"function_call","usage":{"prompt_tokens":1,"completion_tokens":8,"total_tokens":9}}""";

    public static readonly string[] Stream =
    [
        Event("你好，", 0, end: false),
        Event("\\u4e16界", 3, end: false),
        Event("", 38, end: true),
    ];

    public static string Event(string text, int tokens, bool end, string more = "") =>
        $$$"""data: {"id":"as-g91d6f1yyv","object":"chat.completion","created":{{{1716124427 + tokens}}},"sentence_id":0,"is_end":{{{(end ? "true" : "false")}}},"is_truncated":false,"result":"{{{text}}}","need_clear_history":false,"finish_reason":"normal"{{{more}}},"usage":{"prompt_tokens":4,"completion_tokens":{{{tokens}}},"total_tokens":{{{4 + tokens}}}}}""" + "\n\n";

    public static string Error(int code, string message = "No.") => $$"""{"error_code":{{code}},"error_msg":"{{message}}"}""";

    public static string Token(string token, long seconds = 2_592_000) =>
        $$"""{"refresh_token":"r","expires_in":{{seconds}},"session_key":"k","access_token":"{{token}}","scope":"public","session_secret":"s"}""";

    /// <summary>A provider that gives the token <c>24.t</c> to whoever asks, and answers chats by the script.</summary>
    public static RequestDelegate Behind(RequestDelegate chat) => context =>
        IsToken(context) ? ScriptedProvider.Json(200, Token("24.t"))(context) : chat(context);

    public static bool IsToken(HttpContext context) => context.Request.Path.Value!.EndsWith("/oauth/2.0/token", StringComparison.Ordinal);

    public static bool IsToken(ProviderRequest request) => request.Path.EndsWith("/oauth/2.0/token", StringComparison.Ordinal);
}
