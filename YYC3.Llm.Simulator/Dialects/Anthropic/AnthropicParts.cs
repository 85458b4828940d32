using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>The parts that messages and events are made of.</summary>
internal static class AnthropicParts
{
    /// <summary>Writes id, kind, role and model.</summary>
    public static void WriteHead(Utf8JsonWriter writer, string model)
    {
        writer.WriteString("model", model);
        writer.WriteString("id", AnthropicMessages.Id);
        writer.WriteString("type", "message");
        writer.WriteString("role", "assistant");
    }

    /// <summary>Writes why it stopped, unless a fault leaves that out.</summary>
    public static void WriteStop(Utf8JsonWriter writer, Draft draft, string reason)
    {
        if (!draft.OmitsFinish)
        {
            writer.WriteString("stop_reason", draft.FinalFinish ?? Reason(reason));
            writer.WriteNull("stop_sequence");
        }
    }

    /// <summary>Writes usage: <c>input_tokens</c> leaves out what was read from a cache or written into one.</summary>
    public static void WriteUsage(Utf8JsonWriter writer, TokenCounts usage, bool details)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("input_tokens", usage.Uncached);
        writer.WriteNumber("cache_creation_input_tokens", usage.Write5m + usage.Write1h);
        writer.WriteNumber("cache_read_input_tokens", usage.Cached);
        if (details || usage.Write5m + usage.Write1h > 0)
        {
            writer.WriteStartObject("cache_creation");
            writer.WriteNumber("ephemeral_5m_input_tokens", usage.Write5m);
            writer.WriteNumber("ephemeral_1h_input_tokens", usage.Write1h);
            writer.WriteEndObject();
        }

        writer.WriteNumber("output_tokens", usage.Completion);
        if (details)
        {
            writer.WriteString("service_tier", "standard");
        }

        writer.WriteEndObject();
    }

    private static string Reason(string reason) => reason switch
    {
        "stop" => "end_turn",
        "length" => "max_tokens",
        "tool_calls" => "tool_use",
        "content_filter" => "refusal",
        _ => reason,
    };
}
