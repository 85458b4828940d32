using System.Text.Json;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Translating;

/// <summary>Writes a usage as OpenAI counts: the prompt's tokens include the cached ones, the answer's include reasoning.</summary>
internal static class UsageFields
{
    public static void Chat(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.Input);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheRead);
        json.WriteNumber("audio_tokens"u8, usage.AudioInput);
        if (usage.CacheWrite + usage.CacheWrite1h is var written and > 0)
        {
            json.WriteNumber("cache_write_tokens"u8, written);
        }

        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteNumber("audio_tokens"u8, usage.AudioOutput);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Embeddings(Utf8JsonWriter json, long tokens)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, tokens);
        json.WriteNumber("total_tokens"u8, tokens);
        json.WriteEndObject();
    }
}
