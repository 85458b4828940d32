using System.Text.Json;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.OpenAi;

/// <summary>
/// Reads a <c>usage</c> object of OpenAI's wire: the prompt's tokens include those read from the cache, the answer's include reasoning
/// (https://platform.openai.com/docs/api-reference/chat/object). DeepSeek and Moonshot say the cached ones in fields of their own.
/// </summary>
internal static class OpenAiUsage
{
    /// <summary>Reads the object that the reader stands on, and notes it.</summary>
    /// <param name="reader">Stands on the value; afterwards on its last token.</param>
    /// <param name="json">What the reader reads.</param>
    /// <param name="facts">Takes the usage.</param>
    /// <returns>Whether it was an object that says something.</returns>
    public static bool Read(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, AnswerFacts facts)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var start = (int)reader.TokenStartIndex;
        var depth = reader.CurrentDepth;
        long input = -1, output = -1, cached = 0, written = 0, reasoning = 0, audioIn = 0, audioOut = 0;
        var ofPrompt = true;
        while (reader.Read() && !(reader.TokenType == JsonTokenType.EndObject && reader.CurrentDepth == depth))
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("input_tokens"u8))
            {
                Number(ref reader, ref input);
            }
            else if (reader.ValueTextEquals("completion_tokens"u8) || reader.ValueTextEquals("output_tokens"u8))
            {
                Number(ref reader, ref output);
            }
            else if (reader.ValueTextEquals("prompt_tokens_details"u8) || reader.ValueTextEquals("input_tokens_details"u8))
            {
                ofPrompt = true;
            }
            else if (reader.ValueTextEquals("completion_tokens_details"u8) || reader.ValueTextEquals("output_tokens_details"u8))
            {
                ofPrompt = false;
            }
            else if (reader.ValueTextEquals("cached_tokens"u8) || reader.ValueTextEquals("prompt_cache_hit_tokens"u8))
            {
                Largest(ref reader, ref cached);
            }
            else if (reader.ValueTextEquals("cache_write_tokens"u8) || reader.ValueTextEquals("cache_creation_input_tokens"u8))
            {
                Largest(ref reader, ref written);
            }
            else if (reader.ValueTextEquals("reasoning_tokens"u8))
            {
                Largest(ref reader, ref reasoning);
            }
            else if (reader.ValueTextEquals("audio_tokens"u8))
            {
                if (ofPrompt)
                {
                    Largest(ref reader, ref audioIn);
                }
                else
                {
                    Largest(ref reader, ref audioOut);
                }
            }
        }

        if (input < 0 && output < 0)
        {
            return false;
        }

        facts.Used(
            new TokenUsage
            {
                InputUncached = Math.Max(input, 0) - cached - written,
                CacheRead = cached,
                CacheWrite = written,
                Output = Math.Max(output, 0),
                Reasoning = reasoning,
                AudioInput = audioIn,
                AudioOutput = audioOut,
            },
            json[start..(int)reader.BytesConsumed]);
        return true;
    }

    /// <summary>Reads a usage object that was kept; null when it is none.</summary>
    public static TokenUsage? Read(ReadOnlySpan<byte> raw)
    {
        var reader = new Utf8JsonReader(raw);
        var facts = new AnswerFacts();
        return reader.Read() && Read(ref reader, raw, facts) ? facts.Usage : null;
    }

    private static void Number(ref Utf8JsonReader reader, ref long value)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number))
        {
            value = number;
        }
        else
        {
            reader.Skip();
        }
    }

    private static void Largest(ref Utf8JsonReader reader, ref long value)
    {
        long number = 0;
        Number(ref reader, ref number);
        value = Math.Max(value, number);
    }
}
