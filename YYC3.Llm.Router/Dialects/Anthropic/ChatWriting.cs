using System.Text.Encodings.Web;
using System.Text.Json;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>What completions and chunks have in common on OpenAI's side.</summary>
internal static class ChatWriting
{
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void Head(Utf8JsonWriter json, CallerRequest request, string kind, string? id, string? model)
    {
        json.WriteString("id"u8, id is { Length: > 0 } ? id : request.Id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, request.Created);
        json.WriteString("model"u8, model is { Length: > 0 } ? model : request.Deployment.UpstreamModel);
    }

    public static void Finish(Utf8JsonWriter json, string? reason, string? stopSequence)
    {
        json.WriteString("finish_reason"u8, reason is null ? "stop" : FinishReasons.Of(reason));
        if (reason is not null && FinishReasons.Native(reason) is { } native)
        {
            json.WriteString("native_finish_reason"u8, native);
        }

        if (stopSequence is not null)
        {
            json.WriteStartObject("extra_content"u8);
            json.WriteStartObject("anthropic"u8);
            json.WriteString("stop_sequence"u8, stopSequence);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    /// <summary>The usage as OpenAI counts: the prompt's tokens include those read from the cache and written to it.</summary>
    public static void Usage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.Input);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite + usage.CacheWrite1h is > 0 and var written)
        {
            json.WriteNumber("cache_write_tokens"u8, written);
        }

        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Reasoning(Utf8JsonWriter json, int index, string? text, string? signature, string? data)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, data is null ? "reasoning.text"u8 : "reasoning.encrypted"u8);
        if (text is not null)
        {
            json.WriteString("text"u8, text);
        }

        if (signature is not null)
        {
            json.WriteString("signature"u8, signature);
        }

        if (data is not null)
        {
            json.WriteString("data"u8, data);
        }

        json.WriteString("format"u8, AssistantBlocks.Format);
        json.WriteNumber("index"u8, index);
        json.WriteEndObject();
    }

    /// <summary>A block that OpenAI has nothing for, with its place, so that it can be given back.</summary>
    public static void Kept(Utf8JsonWriter json, int index, Action<Utf8JsonWriter> block)
    {
        json.WriteStartObject();
        json.WriteNumber("index"u8, index);
        json.WritePropertyName("block"u8);
        block(json);
        json.WriteEndObject();
    }
}
