namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Anthropic's stop reasons in OpenAI's words (https://docs.claude.com/en/api/handling-stop-reasons).</summary>
internal static class FinishReasons
{
    public static string Of(string reason) => reason switch
    {
        "max_tokens" or "model_context_window_exceeded" => "length",
        "tool_use" => "tool_calls",
        "refusal" => "content_filter",
        _ => "stop", // end_turn, stop_sequence; pause_turn is told as the native reason: the answer is to be sent back to go on.
    };

    /// <summary>The reason itself where it says more than OpenAI's word; null otherwise.</summary>
    public static string? Native(string reason) => reason is "end_turn" or "max_tokens" or "tool_use" ? null : reason;

    /// <summary>The other way, for callers who speak Messages.</summary>
    public static string ToStopReason(string? finish, string? native, bool calls) => native is "stop_sequence" or "pause_turn" or "refusal" or "model_context_window_exceeded"
        ? native
        : finish switch
        {
            "length" => "max_tokens",
            "tool_calls" or "function_call" => "tool_use",
            "content_filter" => "refusal",
            _ => calls ? "tool_use" : "end_turn", // Some providers say stop although they called a tool.
        };
}
