using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>Writes OpenAI's completions and chunks of what was answered.</summary>
internal static class WenxinWriter
{
    public static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>A whole completion.</summary>
    public static void Completion(in WenxinAnswer answer, CallerRequest request, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, Readable);
        Head(json, answer, request, "chat.completion"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("message"u8);
        json.WriteString("role"u8, "assistant"u8);
        Content(json, answer, answer.HasCall && !answer.HasText);
        Call(json, answer, request, streamed: false);
        json.WriteEndObject();
        Finish(json, answer);
        json.WriteEndObject();
        json.WriteEndArray();
        Usage(json, answer);
        json.WriteEndObject();
    }

    /// <summary>A chunk with what an event brought.</summary>
    public static void Delta(Utf8JsonWriter json, in WenxinAnswer answer, CallerRequest request, bool first)
    {
        Head(json, answer, request, "chat.completion.chunk"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        if (first)
        {
            json.WriteString("role"u8, "assistant"u8);
        }

        if (answer.HasText || (first && !answer.HasCall))
        {
            Content(json, answer, isNull: false);
        }

        Call(json, answer, request, streamed: true);
        json.WriteEndObject();
        json.WriteNull("finish_reason"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The chunk that ends the choice.</summary>
    public static void Last(Utf8JsonWriter json, in WenxinAnswer answer, CallerRequest request)
    {
        Head(json, answer, request, "chat.completion.chunk"u8);
        json.WriteStartArray("choices"u8);
        json.WriteStartObject();
        json.WriteNumber("index"u8, 0);
        json.WriteStartObject("delta"u8);
        json.WriteEndObject();
        Finish(json, answer);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The chunk with the usage alone.</summary>
    public static void UsageChunk(Utf8JsonWriter json, in WenxinAnswer answer, CallerRequest request)
    {
        Head(json, answer, request, "chat.completion.chunk"u8);
        json.WriteStartArray("choices"u8);
        json.WriteEndArray();
        Usage(json, answer);
        json.WriteEndObject();
    }

    private static void Head(Utf8JsonWriter json, in WenxinAnswer answer, CallerRequest request, ReadOnlySpan<byte> kind)
    {
        json.WriteStartObject();
        json.WritePropertyName("id"u8);
        Raw(json, answer.Id, request.Id);
        json.WriteString("object"u8, kind);
        json.WritePropertyName("created"u8);
        if (answer.Created.IsEmpty)
        {
            json.WriteNumberValue(request.Created);
        }
        else
        {
            json.WriteRawValue(answer.Created, skipInputValidation: true);
        }

        json.WriteString("model"u8, request.Deployment.UpstreamModel);
    }

    private static void Content(Utf8JsonWriter json, in WenxinAnswer answer, bool isNull)
    {
        if (isNull)
        {
            json.WriteNull("content"u8);
            return;
        }

        json.WritePropertyName("content"u8);
        Raw(json, answer.Result, "");
    }

    private static void Call(Utf8JsonWriter json, in WenxinAnswer answer, CallerRequest request, bool streamed)
    {
        if (!answer.HasCall)
        {
            return;
        }

        if (answer.CallThoughts.Length > 2)
        {
            json.WritePropertyName("reasoning_content"u8);
            json.WriteRawValue(answer.CallThoughts, skipInputValidation: true);
        }

        json.WriteStartArray("tool_calls"u8);
        json.WriteStartObject();
        if (streamed)
        {
            json.WriteNumber("index"u8, 0);
        }

        // It gives its calls no id; one a call is enough, as it makes one at a time.
        json.WriteString("id"u8, $"call_{request.Id.AsSpan(request.Id.IndexOf('-') + 1)}");
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WritePropertyName("name"u8);
        json.WriteRawValue(answer.CallName, skipInputValidation: true);
        json.WritePropertyName("arguments"u8);
        if (answer.CallArguments is [(byte)'"', _, _, ..])
        {
            json.WriteRawValue(answer.CallArguments, skipInputValidation: true);
        }
        else
        {
            json.WriteStringValue(answer.CallArguments is [(byte)'{', ..] ? Encoding.UTF8.GetString(answer.CallArguments) : "{}");
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Finish(Utf8JsonWriter json, in WenxinAnswer answer)
    {
        var reason = answer.FinishReason;
        json.WriteString("finish_reason"u8, reason);
        if (answer.Reason.Length > 2 && !answer.Reason[1..^1].SequenceEqual(Encoding.ASCII.GetBytes(reason)))
        {
            json.WritePropertyName("native_finish_reason"u8);
            json.WriteRawValue(answer.Reason, skipInputValidation: true);
        }

        if (answer.NeedsClearHistory || !answer.Flag.IsEmpty || !answer.BanRound.IsEmpty || !answer.SearchInfo.IsEmpty)
        {
            json.WriteStartObject("extra_content"u8);
            json.WriteStartObject(DialectNames.Wenxin);
            json.WriteBoolean("need_clear_history"u8, answer.NeedsClearHistory);
            Extra(json, "flag"u8, answer.Flag);
            Extra(json, "ban_round"u8, answer.BanRound);
            Extra(json, "search_info"u8, answer.SearchInfo);
            json.WriteEndObject();
            json.WriteEndObject();
        }
    }

    /// <summary>Baidu's object with OpenAI's details beside it: it caches nothing.</summary>
    private static void Usage(Utf8JsonWriter json, in WenxinAnswer answer)
    {
        if (answer.Usage is [(byte)'{', .., (byte)'}'] and { Length: > 2 } && answer.Usage.IndexOf("\"prompt_tokens_details\""u8) < 0)
        {
            json.WritePropertyName("usage"u8);
            json.WriteRawValue([.. answer.Usage[..^1], .. ",\"prompt_tokens_details\":{\"cached_tokens\":0}}"u8], skipInputValidation: true);
            return;
        }

        Extra(json, "usage"u8, answer.Usage);
    }

    private static void Extra(Utf8JsonWriter json, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (!value.IsEmpty)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }

    private static void Raw(Utf8JsonWriter json, ReadOnlySpan<byte> value, string otherwise)
    {
        if (value.IsEmpty)
        {
            json.WriteStringValue(otherwise);
        }
        else
        {
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }
}
