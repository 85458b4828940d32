using System.Buffers;
using System.Text.Json;
using YYC3.Llm.Router.Dialects.Anthropic;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.Router.Messages;

/// <summary>
/// Writes a Messages request as a chat completion's. Where a deployment speaks Messages itself this is not what it gets, so marks of the
/// cache and Anthropic's own tools, which mean nothing elsewhere, are left out.
/// </summary>
internal sealed class ChatRequest(JsonElement request)
{
    public ApiException? Write(IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output, ChatWriting.Options);
        json.WriteStartObject();
        json.WriteRaw("model", request.Get("model"));
        var stream = request.Get("stream");
        json.WriteRaw("stream", stream);
        if (stream.ValueKind == JsonValueKind.True)
        {
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        if (request.Has("max_tokens"))
        {
            // The newer name: OpenAI's reasoning models refuse the other, and nobody refuses this one.
            json.WriteRaw("max_completion_tokens", request.Get("max_tokens"));
        }

        foreach (var same in (string[])["temperature", "top_p", "top_k"])
        {
            if (request.Has(same))
            {
                json.WriteRaw(same, request.Get(same));
            }
        }

        if (request.Get("stop_sequences").Items().Any())
        {
            json.WriteRaw("stop", request.Get("stop_sequences"));
        }

        if (request.Get("metadata").Text("user_id") is { Length: > 0 } user)
        {
            json.WriteString("user"u8, user);
        }

        if (Effort() is { } effort)
        {
            json.WriteString("reasoning_effort"u8, effort);
        }

        WriteFormat(json);
        WriteTools(json);
        var messages = new ChatMessages(json);
        json.WriteStartArray("messages"u8);
        var wrong = messages.Write(request);
        json.WriteEndArray();
        json.WriteEndObject();
        return wrong;
    }

    // The other way round than the dialect has it: up to 2048 tokens are little thinking, up to 8192 are some.
    private string? Effort()
    {
        var thinking = request.Get("thinking");
        return thinking.Text("type") switch
        {
            "enabled" => (thinking.Number("budget_tokens") ?? 0) switch
            {
                <= 2048 => "low",
                <= 8192 => "medium",
                _ => "high",
            },
            "adaptive" => request.Get("output_config").Text("effort") switch
            {
                "low" => "low",
                "medium" => "medium",
                "high" or "xhigh" or "max" => "high",
                _ => null,
            },
            _ => null,
        };
    }

    private void WriteFormat(Utf8JsonWriter json)
    {
        var format = request.Get("output_config").Get("format");
        format = format.ValueKind == JsonValueKind.Object ? format : request.Get("output_format");
        if (format.Text("type") != "json_schema" || format.Get("schema").ValueKind != JsonValueKind.Object)
        {
            return;
        }

        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, "json_schema"u8);
        json.WriteStartObject("json_schema"u8);
        json.WriteString("name"u8, "answer"u8);
        json.WriteBoolean("strict"u8, true);
        json.WriteRaw("schema", format.Get("schema"));
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void WriteTools(Utf8JsonWriter json)
    {
        var tools = request.Get("tools").Items().Where(tool => tool.Text("type") is null or "custom" && tool.Text("name") is { Length: > 0 }).ToList();
        if (tools.Count == 0)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Text("name"));
            if (tool.Text("description") is { Length: > 0 } description)
            {
                json.WriteString("description"u8, description);
            }

            json.WriteRaw("parameters", tool.Get("input_schema"));
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var choice = request.Get("tool_choice");
        switch (choice.Text("type"))
        {
            case "any":
                json.WriteString("tool_choice"u8, "required"u8);
                break;
            case "none":
                json.WriteString("tool_choice"u8, "none"u8);
                break;
            case "auto":
                json.WriteString("tool_choice"u8, "auto"u8);
                break;
            case "tool" when choice.Text("name") is { } name:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            default:
                break;
        }

        if (choice.Get("disable_parallel_tool_use").ValueKind == JsonValueKind.True)
        {
            json.WriteBoolean("parallel_tool_calls"u8, false);
        }
    }
}
