using System.Text.Json;
using YYC3.Llm.Simulator.Answers;
using YYC3.Llm.Simulator.Replies;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>What answers are made of: parts of text, thought and calls. Calls are always whole, and their finish reason is STOP.</summary>
internal static class GeminiParts
{
    /// <summary>The parts of a plain reply: neighbours of one kind joined.</summary>
    public static IReadOnlyList<AnswerDelta> Of(Answer answer, RequestHead head)
    {
        var joined = new List<AnswerDelta>();
        foreach (var delta in Pieces(answer, head))
        {
            var before = joined.Count == 0 ? null : joined[^1];
            if ((before, delta) is (TextDelta text, TextDelta more))
            {
                joined[^1] = new TextDelta(text.Text + more.Text);
            }
            else if ((before, delta) is (ReasoningDelta thought, ReasoningDelta further))
            {
                joined[^1] = new ReasoningDelta(thought.Text + further.Text);
            }
            else
            {
                joined.Add(delta);
            }
        }

        // Where a stream ends in an event without text, a plain reply just ends.
        return joined.Count > 1 && joined[^1] is TextDelta { Text: "" } ? joined[..^1] : joined;
    }

    /// <summary>The parts of a stream, one an event; the last one is an empty text, which carries the finish reason.</summary>
    public static IReadOnlyList<AnswerDelta> Pieces(Answer answer, RequestHead head) =>
    [
        .. ToolCalls.Whole(answer).Deltas.Where(delta => delta is not ReasoningDelta || (head.Variant & GeminiRequest.IncludesThoughts) != 0),
        new TextDelta(""),
    ];

    /// <summary>Writes a response; without parts it has no candidates.</summary>
    public static byte[] Response(Draft draft, Answer answer, IReadOnlyList<AnswerDelta>? parts, TokenCounts? usage, bool ends) => Json.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteStartArray("candidates");
        if (parts is not null)
        {
            WriteCandidate(writer, draft, answer, parts, ends);
        }

        writer.WriteEndArray();
        if (usage is not null)
        {
            WriteUsage(writer, usage);
        }

        writer.WriteString("modelVersion", draft.Script.Model);
        writer.WriteString("responseId", "sim");
        writer.WriteEndObject();
    });

    private static void WriteCandidate(Utf8JsonWriter writer, Draft draft, Answer answer, IReadOnlyList<AnswerDelta> parts, bool ends)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("content");
        writer.WriteStartArray("parts");
        var signs = !draft.Script.Parameters.TryGetValue("signatures", out var rule) || rule != "ignore";
        var signed = false;
        foreach (var part in parts)
        {
            writer.WriteStartObject();
            if (part is ToolCallDelta call)
            {
                WriteCall(writer, call, signs && !signed && call.Index == 0);
                signed = true;
            }
            else
            {
                writer.WriteString("text", part is ReasoningDelta reasoning ? reasoning.Text : ((TextDelta)part).Text);
                if (part is ReasoningDelta)
                {
                    writer.WriteBoolean("thought", true);
                }
                else if (ends && signs && answer.Usage.Reasoning > 0 && answer.Deltas.All(delta => delta is not ToolCallDelta))
                {
                    writer.WriteString("thoughtSignature", Signature.Of("text"));
                }
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("role", "model");
        writer.WriteEndObject();
        var finish = ends ? draft.FinalFinish ?? Reason(answer.FinishReason) : draft.PendingFinish;
        if (finish is not null && !draft.OmitsFinish)
        {
            writer.WriteString("finishReason", finish);
        }

        writer.WriteNumber("index", 0);
        writer.WriteEndObject();
    }

    private static void WriteCall(Utf8JsonWriter writer, ToolCallDelta call, bool signs)
    {
        writer.WriteStartObject("functionCall");
        writer.WriteString("name", call.Name);
        writer.WritePropertyName("args");
        writer.WriteRawValue(call.Arguments.Length == 0 ? "{}" : call.Arguments);
        writer.WriteEndObject();
        if (signs)
        {
            writer.WriteString("thoughtSignature", Signature.Of("call:" + call.Name));
        }
    }

    private static void WriteUsage(Utf8JsonWriter writer, TokenCounts usage)
    {
        writer.WriteStartObject("usageMetadata");
        writer.WriteNumber("promptTokenCount", usage.Prompt);
        if (usage.Completion - usage.Reasoning > 0)
        {
            writer.WriteNumber("candidatesTokenCount", usage.Completion - usage.Reasoning);
        }

        writer.WriteNumber("totalTokenCount", usage.Prompt + usage.Completion);
        if (usage.Cached > 0)
        {
            writer.WriteNumber("cachedContentTokenCount", usage.Cached);
        }

        WriteModalities(writer, "promptTokensDetails", usage.Prompt, usage.AudioIn);
        if (usage.Audio > 0)
        {
            WriteModalities(writer, "candidatesTokensDetails", usage.Completion - usage.Reasoning, usage.Audio);
        }

        if (usage.Reasoning > 0)
        {
            writer.WriteNumber("thoughtsTokenCount", usage.Reasoning);
        }

        writer.WriteEndObject();
    }

    private static void WriteModalities(Utf8JsonWriter writer, string field, int all, int audio)
    {
        writer.WriteStartArray(field);
        foreach (var (modality, count) in (ReadOnlySpan<(string, int)>)[("TEXT", all - audio), ("AUDIO", audio)])
        {
            if (count > 0)
            {
                writer.WriteStartObject();
                writer.WriteString("modality", modality);
                writer.WriteNumber("tokenCount", count);
                writer.WriteEndObject();
            }
        }

        writer.WriteEndArray();
    }

    private static string Reason(string reason) => reason switch
    {
        "length" => "MAX_TOKENS",
        "content_filter" => "SAFETY",
        _ => "STOP",
    };
}
