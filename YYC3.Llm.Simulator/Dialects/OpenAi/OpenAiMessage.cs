using System.Text.Json;
using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.OpenAi;

/// <summary>The parts that chunks and messages are made of.</summary>
internal static class OpenAiMessage
{
    /// <summary>Writes the fields of one delta.</summary>
    public static void WriteDelta(Utf8JsonWriter writer, AnswerDelta delta)
    {
        switch (delta)
        {
            case TextDelta text:
                writer.WriteString("content", text.Text);
                break;
            case ReasoningDelta reasoning:
                writer.WriteString("reasoning_content", reasoning.Text);
                break;
            case ToolCallDelta call:
                writer.WriteStartArray("tool_calls");
                WriteToolCall(writer, call, call.Shown);
                writer.WriteEndArray();
                break;
        }
    }

    /// <summary>Writes the fields of a whole message: the deltas joined.</summary>
    public static void Write(Utf8JsonWriter writer, IReadOnlyList<AnswerDelta> deltas)
    {
        var calls = deltas.OfType<ToolCallDelta>().GroupBy(call => call.Index).OrderBy(call => call.Key).ToList();
        var text = string.Concat(deltas.OfType<TextDelta>().Select(delta => delta.Text));
        writer.WriteString("content", calls.Count > 0 && text.Length == 0 ? null : text);
        if (deltas.OfType<ReasoningDelta>().Any())
        {
            writer.WriteString("reasoning_content", string.Concat(deltas.OfType<ReasoningDelta>().Select(delta => delta.Text)));
        }

        writer.WriteNull("refusal");
        if (calls.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("tool_calls");
        foreach (var call in calls)
        {
            WriteToolCall(writer, call.First() with { Arguments = string.Concat(call.Select(part => part.Arguments)) }, index: null);
        }

        writer.WriteEndArray();
    }

    /// <summary>Writes <c>usage</c>.</summary>
    public static void WriteUsage(Utf8JsonWriter writer, TokenCounts usage)
    {
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", usage.Prompt);
        writer.WriteNumber("completion_tokens", usage.Completion);
        writer.WriteNumber("total_tokens", usage.Prompt + usage.Completion);
        writer.WriteStartObject("prompt_tokens_details");
        writer.WriteNumber("cached_tokens", usage.Cached);
        writer.WriteNumber("audio_tokens", usage.AudioIn);
        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details");
        writer.WriteNumber("reasoning_tokens", usage.Reasoning);
        writer.WriteNumber("audio_tokens", usage.Audio);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteToolCall(Utf8JsonWriter writer, ToolCallDelta call, int? index)
    {
        writer.WriteStartObject();
        if (index is { } place)
        {
            writer.WriteNumber("index", place);
        }

        if (call.Id is not null)
        {
            writer.WriteString("id", call.Id);
            writer.WriteString("type", "function");
        }

        writer.WriteStartObject("function");
        if (call.Name is not null)
        {
            writer.WriteString("name", call.Name);
        }

        writer.WriteString("arguments", call.Arguments);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
