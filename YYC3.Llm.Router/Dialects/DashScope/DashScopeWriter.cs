using System.Buffers;
using System.Globalization;
using System.Text.Json;
using YYC3.Llm.Router.Metering;

namespace YYC3.Llm.Router.Dialects.DashScope;

/// <summary>Writes OpenAI's completions and chunks (https://platform.openai.com/docs/api-reference/chat).</summary>
internal static class DashScopeWriter
{
    public static void Completion(IBufferWriter<byte> output, CallerRequest request, DashScopeAnswer answer, List<DashScopeAnswer.Choice> choices, TokenUsage? usage)
    {
        using var json = DashScopeJson.Writer(output);
        Head(json, request, answer.Id, "chat.completion"u8);
        foreach (var choice in choices)
        {
            var calls = choice.Calls.ToList();
            json.WriteStartObject();
            json.WriteNumber("index"u8, choice.Index);
            json.WriteStartObject("message"u8);
            json.WriteString("role"u8, "assistant"u8);
            json.WriteString("content"u8, choice.Text.Length == 0 && calls.Count > 0 ? null : choice.Text);
            json.WriteNull("refusal"u8);
            if (choice.Reasoning.Length > 0)
            {
                json.WriteString("reasoning_content"u8, choice.Reasoning);
            }

            if (calls.Count > 0)
            {
                json.WriteStartArray("tool_calls"u8);
                for (var i = 0; i < calls.Count; i++)
                {
                    Call(json, request, calls[i], choice.Index, i);
                }

                json.WriteEndArray();
            }

            Extra(json, answer.Output, choice);
            json.WriteEndObject();
            Tail(json, choice.Element, Reason(choice.Finish ?? "stop", calls.Count > 0, out var native), native);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (usage is { } used)
        {
            Usage(json, used);
        }

        json.WriteEndObject();
    }

    /// <summary>Writes everything up to the opening of <c>choices</c>.</summary>
    public static void Head(Utf8JsonWriter json, CallerRequest request, string? id, ReadOnlySpan<byte> kind)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id is { Length: > 0 } ? $"chatcmpl-{id}" : request.Id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, request.Created);
        json.WriteString("model"u8, request.Deployment.UpstreamModel);
        json.WriteStartArray("choices"u8);
    }

    /// <summary>Writes what a choice ends with.</summary>
    public static void Tail(Utf8JsonWriter json, JsonElement choice, string? reason, string? native)
    {
        json.WritePropertyName("logprobs"u8);
        if (DashScopeJson.Has(choice, "logprobs", out var logprobs) && logprobs.ValueKind == JsonValueKind.Object)
        {
            logprobs.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteString("finish_reason"u8, reason);
        if (native is not null)
        {
            json.WriteString("native_finish_reason"u8, native);
        }
    }

    /// <summary>OpenAI's word for a reason; <paramref name="native"/> takes the provider's where it says more.</summary>
    public static string Reason(string reason, bool calls, out string? native)
    {
        native = reason is "stop" or "length" or "tool_calls" or "content_filter" ? null : reason;
        return reason is "length" or "content_filter" ? reason : calls ? "tool_calls" : reason == "tool_calls" ? reason : "stop";
    }

    /// <summary>An id for a call that came without one: unique because the request's is.</summary>
    public static string CallId(CallerRequest request, int choice, int call) =>
        string.Create(CultureInfo.InvariantCulture, $"call_{request.Id.AsSpan(request.Id.LastIndexOf('-') + 1)}_{choice}_{call}");

    /// <summary>Writes what OpenAI has no field for: sources of a search, images and sound in an answer.</summary>
    public static void Extra(Utf8JsonWriter json, JsonElement output, DashScopeAnswer.Choice choice)
    {
        var parts = choice.Parts().ToList();
        var searched = DashScopeJson.Has(output, "search_info", out var search);
        if (parts.Count == 0 && !searched)
        {
            return;
        }

        json.WriteStartObject("extra_content"u8);
        json.WriteStartObject(DialectNames.DashScope);
        if (searched)
        {
            json.WritePropertyName("search_info"u8);
            search.WriteTo(json);
        }

        if (parts.Count > 0)
        {
            json.WriteStartArray("content"u8);
            parts.ForEach(part => part.WriteTo(json));
            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    public static void Usage(Utf8JsonWriter json, TokenUsage usage)
    {
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, usage.Input);
        json.WriteNumber("completion_tokens"u8, usage.Output);
        json.WriteNumber("total_tokens"u8, usage.Input + usage.Output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            json.WriteNumber("cache_write_tokens"u8, usage.CacheWrite);
        }

        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Call(Utf8JsonWriter json, CallerRequest request, JsonElement call, int choice, int at)
    {
        DashScopeJson.Has(call, "function", out var function);
        json.WriteStartObject();
        json.WriteString("id"u8, DashScopeJson.Text(call, "id") is { Length: > 0 } id ? id : CallId(request, choice, at));
        json.WriteString("type"u8, "function"u8);
        json.WriteStartObject("function"u8);
        json.WriteString("name"u8, DashScopeJson.Text(function, "name") ?? "");
        json.WriteString("arguments"u8, DashScopeJson.Text(function, "arguments") is { } arguments && !string.IsNullOrWhiteSpace(arguments) ? arguments : "{}");
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
