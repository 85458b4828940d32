using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Tests.Router.Dialects.Anthropic;

/// <summary>Messages as Anthropic sends them: odd spacing inside data, pings anywhere, usage in pieces.</summary>
internal static class AnthropicSamples
{
    public const string Text =
        """{"id":"msg_01","type":"message","role":"assistant","model":"claude-sonnet-4-5-20250929","content":[{"type":"text","text":"Hi 你好"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2}}""";

    public const string Tools =
        """{"id":"msg_02","type":"message","role":"assistant","model":"claude-sonnet-5","content":[{"type":"thinking","thinking":"Let me see.","signature":"EqQB"},{"type":"redacted_thinking","data":"b3BhcXVl"},{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{"city":"北京"}},{"type":"tool_use","id":"toolu_2","name":"now","input":{}}],"stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":50,"cache_creation_input_tokens":30,"cache_read_input_tokens":7,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20},"output_tokens":20}}""";

    public const string RateLimited = """{"type":"error","error":{"type":"rate_limit_error","message":"Too fast."},"request_id":"req_1"}""";

    public static readonly string TextStream = Events(
        """{"type":"message_start","message":{"model":"claude-sonnet-4-5-20250929","id":"msg_01","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":9,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard"}}}   """,
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}      }""",
        """{"type": "ping"}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Hi"}           }""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" 你好"}}""",
        """{"type":"content_block_stop","index":0             }""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":2}               }""",
        """{"type":"message_stop"       }""");

    /// <summary>Zeros first, the real figures last; thinking with its signature; two calls, one without arguments.</summary>
    public static readonly string ToolStream = Events(
        """{"type":"message_start","message":{"id":"msg_02","type":"message","role":"assistant","model":"claude-sonnet-5","content":[],"usage":{"input_tokens":0,"output_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":10,"ephemeral_1h_input_tokens":20}}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"Let me "}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"see."}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"EqQB"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"b3BhcXVl"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"I look."}}""",
        """{"type":"content_block_stop","index":2}""",
        """{"type":"ping"}""",
        """{"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"toolu_1","name":"get_weather","input":{}}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":""}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"city\":\"北"}}""",
        """{"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"京\"}"}}""",
        """{"type":"content_block_stop","index":3}""",
        """{"type":"content_block_start","index":4,"content_block":{"type":"tool_use","id":"toolu_2","name":"now","input":{}}}""",
        """{"type":"content_block_stop","index":4}""",
        """{"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":50,"cache_creation_input_tokens":30,"cache_read_input_tokens":7,"output_tokens":20}}""",
        """{"type":"message_stop"}""");

    public static readonly ProviderSample[] All =
    [
        new("text", Text, TextStream) { Text = "Hi 你好" },
        new("tools", Tools, ToolStream)
        {
            Text = "I look.",
            Reasoning = "Let me see.",
            Calls = [("get_weather", """{"city":"北京"}"""), ("now", "{}")],
            FinishReason = "tool_calls",
            Usage = new TokenUsage { InputUncached = 50, CacheRead = 7, CacheWrite = 10, CacheWrite1h = 20, Output = 20 },
        },
        new("cut off", Text.Replace("end_turn", "max_tokens"), TextStream.Replace("end_turn", "max_tokens")) { Text = "Hi 你好", FinishReason = "length" },
        new("context full", Text.Replace("end_turn", "model_context_window_exceeded"), null) { Text = "Hi 你好", FinishReason = "length" },
        new("refused", Text.Replace("end_turn", "refusal"), TextStream.Replace("end_turn", "refusal")) { Text = "Hi 你好", FinishReason = "content_filter" },
        new("stopped", Text.Replace("end_turn", "stop_sequence"), TextStream.Replace("end_turn", "stop_sequence")) { Text = "Hi 你好" },
        new("paused, a server's tool", """{"id":"msg_03","type":"message","role":"assistant","model":"claude-sonnet-5","content":[{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{"query":"a"}},{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[{"type":"web_search_result","url":"https://example.org","title":"E","encrypted_content":"eA=="}]},{"type":"text","text":"So.","citations":[{"type":"web_search_result_location","url":"https://example.org","title":"E","encrypted_index":"x","cited_text":"So"},{"type":"char_location","cited_text":"So","document_index":0,"start_char_index":0,"end_char_index":2}]},{"type":"kind_to_come","x":1}],"stop_reason":"pause_turn","usage":{"input_tokens":9,"output_tokens":2,"server_tool_use":{"web_search_requests":1}}}""",
            Events(
                """{"type":"message_start","message":{"id":"msg_03","model":"claude-sonnet-5","usage":{"input_tokens":9,"output_tokens":1}}}""",
                """{"type":"content_block_start","index":0,"content_block":{"type":"server_tool_use","id":"srvtoolu_1","name":"web_search","input":{}}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{\"query\":"}}""",
                """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"\"a\"}"}}""",
                """{"type":"content_block_stop","index":0}""",
                """{"type":"content_block_start","index":1,"content_block":{"type":"web_search_tool_result","tool_use_id":"srvtoolu_1","content":[]}}""",
                """{"type":"content_block_stop","index":1}""",
                """{"type":"event_to_come","x":1}""",
                """{"type":"content_block_start","index":2,"content_block":{"type":"text","text":"","citations":[]}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"So."}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"citations_delta","citation":{"type":"web_search_result_location","url":"https://example.org","title":"E","encrypted_index":"x","cited_text":"So"}}}""",
                """{"type":"content_block_delta","index":2,"delta":{"type":"delta_to_come","x":1}}""",
                """{"type":"content_block_stop","index":2}""",
                """{"type":"message_delta","delta":{"stop_reason":"pause_turn"},"usage":{"output_tokens":2,"server_tool_use":{"web_search_requests":1}}}""")) { Text = "So." },
    ];

    /// <summary>Events of a stream, named as Anthropic names them.</summary>
    public static string Events(params IEnumerable<string> data) =>
        string.Concat(data.Select(item => $"event: {System.Text.Json.JsonElement.Parse(item).GetProperty("type").GetString()}\ndata: {item}\n\n"));
}
