using System.Runtime.InteropServices;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.Router.Dialects.OpenAi;
using YYC3.Llm.Router.Metering;
using YYC3.Llm.Router.Relay;

namespace YYC3.Llm.Router.Messages;

/// <summary>What whole messages and their events have in common.</summary>
internal static class MessageWriting
{
    /// <summary>Bytes of a request for each token of an estimate: about right for English and for Chinese, JSON included.</summary>
    private const int BytesPerToken = 4;

    public static string MessageId(string? id, Call call) => id switch
    {
        null or "" => $"msg_{call.RequestId}",
        _ when id.StartsWith("msg_", StringComparison.Ordinal) => id,
        _ => $"msg_{(id.StartsWith("chatcmpl-", StringComparison.Ordinal) ? id["chatcmpl-".Length..] : id)}",
    };

    /// <summary>Writes the usage as Anthropic counts: input tokens without those of the cache. Before the provider has said it, the input is an estimate.</summary>
    /// <param name="json">Takes it.</param>
    /// <param name="call">The call.</param>
    /// <param name="said">What the answer itself says, in OpenAI's counting: all that is known of one that was kept.</param>
    public static void Usage(Utf8JsonWriter json, Call call, TokenUsage? said = null)
    {
        var usage = call.Facts.Usage ?? said ?? new TokenUsage { InputUncached = Math.Max(1, call.Body.Length / BytesPerToken) };
        json.WriteStartObject("usage"u8);
        json.WriteNumber("input_tokens"u8, usage.InputUncached);
        json.WriteNumber("cache_creation_input_tokens"u8, usage.CacheWrite + usage.CacheWrite1h);
        json.WriteNumber("cache_read_input_tokens"u8, usage.CacheRead);
        json.WriteNumber("output_tokens"u8, usage.Output);
        json.WriteEndObject();
    }

    /// <summary>The usage that a completion or chunk says; null when it says none.</summary>
    public static TokenUsage? Said(JsonElement answer) =>
        answer.Get("usage") is { ValueKind: JsonValueKind.Object } usage ? OpenAiUsage.Read(JsonMarshal.GetRawUtf8Value(usage)) : null;

    public static void Head(Utf8JsonWriter json, string id, string model)
    {
        json.WriteString("id"u8, id);
        json.WriteString("type"u8, "message"u8);
        json.WriteString("role"u8, "assistant"u8);
        json.WriteString("model"u8, model);
    }

    public static void Stop(Utf8JsonWriter json, string? reason, string? sequence)
    {
        json.WriteString("stop_reason"u8, reason);
        json.WriteString("stop_sequence"u8, sequence);
    }
}
