using System.Text.Json;
using YYC3.Llm.Simulator.Answers;

namespace YYC3.Llm.Simulator.Dialects.Anthropic;

/// <summary>One content block of an answer: deltas of one kind that follow each other, or of one tool call.</summary>
internal sealed record AnthropicBlock(IReadOnlyList<AnswerDelta> Deltas)
{
    /// <summary>The signature of a block of thoughts, or null for other blocks.</summary>
    public string? Signature => Deltas[0] is ReasoningDelta ? Answers.Signature.Of(Thoughts) : null;

    private string Thoughts => string.Concat(Deltas.OfType<ReasoningDelta>().Select(delta => delta.Text));

    /// <summary>The blocks of an answer, in order.</summary>
    public static IReadOnlyList<AnthropicBlock> Of(Answer answer)
    {
        var blocks = new List<List<AnswerDelta>>();
        foreach (var delta in answer.Deltas)
        {
            if (blocks.Count == 0 || !Continues(blocks[^1][0], delta))
            {
                blocks.Add([]);
            }

            blocks[^1].Add(delta);
        }

        return [.. blocks.Select(block => new AnthropicBlock(block))];
    }

    /// <summary>Writes the block as a plain reply has it.</summary>
    public void WriteWhole(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        switch (Deltas[0])
        {
            case ReasoningDelta:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", Thoughts);
                writer.WriteString("signature", Signature);
                break;
            case ToolCallDelta call:
                WriteCall(writer, call);
                writer.WritePropertyName("input");
                var arguments = string.Concat(Deltas.OfType<ToolCallDelta>().Select(part => part.Arguments));
                writer.WriteRawValue(arguments.Length == 0 ? "{}" : arguments);
                break;
            default:
                writer.WriteString("type", "text");
                writer.WriteString("text", string.Concat(Deltas.OfType<TextDelta>().Select(delta => delta.Text)));
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes the block as <c>content_block_start</c> has it: empty.</summary>
    public void WriteStart(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        switch (Deltas[0])
        {
            case ReasoningDelta:
                writer.WriteString("type", "thinking");
                writer.WriteString("thinking", "");
                writer.WriteString("signature", "");
                break;
            case ToolCallDelta call:
                WriteCall(writer, call);
                writer.WriteStartObject("input");
                writer.WriteEndObject();
                break;
            default:
                writer.WriteString("type", "text");
                writer.WriteString("text", "");
                break;
        }

        writer.WriteEndObject();
    }

    /// <summary>Writes one delta.</summary>
    public static void WriteDelta(Utf8JsonWriter writer, AnswerDelta delta)
    {
        var (type, field, text) = delta switch
        {
            ReasoningDelta reasoning => ("thinking_delta", "thinking", reasoning.Text),
            ToolCallDelta call => ("input_json_delta", "partial_json", call.Arguments),
            TextDelta piece => ("text_delta", "text", piece.Text),
            _ => throw new InvalidOperationException($"Messages have no delta for a {delta.GetType().Name}."),
        };
        writer.WriteStartObject();
        writer.WriteString("type", type);
        writer.WriteString(field, text);
        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, ToolCallDelta call)
    {
        writer.WriteString("type", "tool_use");
        writer.WriteString("id", "toolu_" + call.Id);
        writer.WriteString("name", call.Name);
    }

    private static bool Continues(AnswerDelta first, AnswerDelta next) => (first, next) switch
    {
        (ToolCallDelta one, ToolCallDelta other) => one.Index == other.Index,
        _ => first.GetType() == next.GetType(),
    };
}
