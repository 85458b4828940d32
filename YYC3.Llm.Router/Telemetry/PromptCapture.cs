using System.Diagnostics;
using System.Text.Json;

namespace YYC3.Llm.Router.Telemetry;

/// <summary>Puts a request's messages on its span. Only called where an operator switched capture on and the span is recorded.</summary>
internal static class PromptCapture
{
    public static void Tag(Activity activity, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 256 });
            var messages = document.RootElement.GetProperty("messages");
            var instructions = messages.EnumerateArray().Where(IsInstruction).ToList();
            if (instructions.Count > 0)
            {
                activity.SetTag("gen_ai.system_instructions", CaptureText.Json(json =>
                {
                    json.WriteStartArray();
                    instructions.ForEach(message => Content(json, message));
                    json.WriteEndArray();
                }));
            }

            activity.SetTag("gen_ai.input.messages", CaptureText.Json(json =>
            {
                json.WriteStartArray();
                foreach (var message in messages.EnumerateArray().Where(message => !IsInstruction(message)))
                {
                    Message(json, message);
                }

                json.WriteEndArray();
            }));
            if (document.RootElement.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
            {
                activity.SetTag("gen_ai.tool.definitions", CaptureText.Json(json => Tools(json, tools)));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            activity.SetTag("yyc3.capture", "the messages could not be read");
        }
    }

    private static bool IsInstruction(JsonElement message) => message.GetProperty("role").GetString() is "system" or "developer";

    private static void Message(Utf8JsonWriter json, JsonElement message)
    {
        var role = message.GetProperty("role").GetString();
        json.WriteStartObject();
        json.WriteString("role"u8, role);
        json.WriteStartArray("parts"u8);
        if (role == "tool")
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "tool_call_response");
            json.WriteString("id"u8, message.TryGetProperty("tool_call_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null);
            Raw(json, "response", message, "content");
            json.WriteEndObject();
        }
        else
        {
            Content(json, message);
            if (message.TryGetProperty("tool_calls", out var calls) && calls.ValueKind == JsonValueKind.Array)
            {
                foreach (var call in calls.EnumerateArray().Where(call => call.ValueKind == JsonValueKind.Object))
                {
                    var function = call.TryGetProperty("function", out var named) && named.ValueKind == JsonValueKind.Object ? named : call;
                    json.WriteStartObject();
                    json.WriteString("type"u8, "tool_call");
                    Raw(json, "id", call, "id");
                    Raw(json, "name", function, "name");
                    Raw(json, "arguments", function, "arguments");
                    json.WriteEndObject();
                }
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Content(Utf8JsonWriter json, JsonElement message)
    {
        if (!message.TryGetProperty("content", out var content))
        {
            return;
        }

        if (content.ValueKind == JsonValueKind.String)
        {
            CaptureText.Part(json, "text", content.GetString()!);
        }
        else if (content.ValueKind == JsonValueKind.Array)
        {
            foreach (var part in content.EnumerateArray())
            {
                var text = part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out var value) && value.ValueKind == JsonValueKind.String
                    ? value.GetString()!
                    : part.ValueKind == JsonValueKind.Object && part.TryGetProperty("type", out var type) ? $"[{type}]" : "[part]";
                CaptureText.Part(json, "text", text);
            }
        }
    }

    private static void Tools(Utf8JsonWriter json, JsonElement tools)
    {
        json.WriteStartArray();
        foreach (var tool in tools.EnumerateArray().Where(tool => tool.ValueKind == JsonValueKind.Object))
        {
            var function = tool.TryGetProperty("function", out var named) && named.ValueKind == JsonValueKind.Object ? named : tool;
            json.WriteStartObject();
            json.WriteString("type"u8, "function");
            Raw(json, "name", function, "name");
            Raw(json, "description", function, "description");
            Raw(json, "parameters", function, "parameters");
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Raw(Utf8JsonWriter json, string name, JsonElement from, string property)
    {
        if (from.TryGetProperty(property, out var value))
        {
            json.WritePropertyName(name);
            value.WriteTo(json);
        }
    }
}
