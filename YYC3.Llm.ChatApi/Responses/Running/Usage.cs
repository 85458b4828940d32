using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Tokens of all turns of a response together.</summary>
internal sealed class Usage
{
    private long input;
    private long cached;
    private long written;
    private long output;
    private long reasoning;

    /// <summary>Prompt tokens of the last turn; 0 when nobody said.</summary>
    public long LastInput { get; private set; }

    /// <summary>Adds a turn's.</summary>
    /// <param name="usage">Chat Completions' <c>usage</c>.</param>
    public void Add(JsonObject usage)
    {
        LastInput = Count(usage["prompt_tokens"]);
        input += LastInput;
        output += Count(usage["completion_tokens"]);
        cached += Count((usage["prompt_tokens_details"] as JsonObject)?["cached_tokens"]);
        written += Count((usage["prompt_tokens_details"] as JsonObject)?["cache_write_tokens"]);
        reasoning += Count((usage["completion_tokens_details"] as JsonObject)?["reasoning_tokens"]);
    }

    /// <summary>The Responses API's <c>usage</c>. Its schema knows no null: while nothing is known, it is 0.</summary>
    public JsonObject ToJson() => new()
    {
        ["input_tokens"] = input,
        ["input_tokens_details"] = new JsonObject { ["cached_tokens"] = cached, ["cache_write_tokens"] = written },
        ["output_tokens"] = output,
        ["output_tokens_details"] = new JsonObject { ["reasoning_tokens"] = reasoning },
        ["total_tokens"] = input + output,
    };

    private static long Count(JsonNode? node) => node is JsonValue value && value.TryGetValue(out long count) ? count : 0;
}
