using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>Tools and which of them is to be called (https://docs.claude.com/en/docs/agents-and-tools/tool-use/implement-tool-use).</summary>
internal sealed class MessagesTools(JsonElement chat, SchemaTool? schema, RequestWarnings warnings)
{
    private readonly List<JsonElement> tools = [.. chat.Get("tools").Items()];

    /// <summary>What the conversation has called although nothing may be called any more: Anthropic wants its tools declared all the same.</summary>
    private readonly SortedSet<string> called = chat.Get("tools").Items().Any() || schema is not null ? [] : new(
        chat.Get("messages").Items().SelectMany(message => message.Get("tool_calls").Items()).Select(call => call.Get("function").Text("name")).OfType<string>().Where(name => name.Length > 0),
        StringComparer.Ordinal);

    /// <summary>Why the tools cannot be told; null when they can.</summary>
    public Failure? Check()
    {
        for (var i = 0; i < tools.Count; i++)
        {
            var type = tools[i].Text("type");
            if (type == "function" && tools[i].Get("function").Text("name") is null or "")
            {
                return Failure.OfCaller($"tools[{i}].function.name", $"The tool tools[{i}] has no name. Give it one.", "missing_required_parameter");
            }

            if (type is null or "custom")
            {
                return Failure.OfCaller($"tools[{i}].type", $"tools[{i}] is no function, and anthropic calls functions only. Declare it as {{\"type\":\"function\",\"function\":{{…}}}}.");
            }
        }

        return null;
    }

    public void WriteTools(Utf8JsonWriter json)
    {
        if (tools.Count == 0 && called.Count == 0 && schema is null)
        {
            return;
        }

        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            if (!JsonText.Is(tool, "type", "function"))
            {
                json.WriteRaw(tool); // Anthropic's own, such as web_search_20250305.
                continue;
            }

            var function = tool.Get("function");
            json.WriteStartObject();
            json.WriteString("name"u8, function.Text("name"));
            if (function.Text("description") is { Length: > 0 } description)
            {
                json.WriteString("description"u8, description);
            }

            WriteSchema(json, function.Get("parameters"));
            if (tool.Get("cache_control") is { ValueKind: JsonValueKind.Object } cache)
            {
                json.WriteRaw("cache_control", cache);
            }

            json.WriteEndObject();
        }

        foreach (var name in called)
        {
            Declare(json, name, null, default);
        }

        if (schema is { } answer)
        {
            Declare(json, answer.Name, "Gives the answer. Its input is the whole answer.", answer.Schema);
        }

        json.WriteEndArray();
    }

    /// <param name="json">Takes it.</param>
    /// <param name="mayForce">Whether a tool may be forced: not while thinking.</param>
    public void WriteChoice(Utf8JsonWriter json, bool mayForce)
    {
        var choice = chat.Get("tool_choice");
        var name = choice.Get("function").Text("name");
        var type = choice.Text() switch
        {
            "none" => "none",
            "required" => "any",
            _ => name is { Length: > 0 } ? "tool" : "auto",
        };
        if (called.Count > 0)
        {
            type = "none";
        }
        else if (schema is { } answer)
        {
            // The schema's tool is the way to answer: alone it must be called, beside others one of them.
            (type, name) = (type, tools.Count > 0) switch
            {
                ("tool", true) => (type, name),
                ("none", _) or (_, false) => ("tool", answer.Name),
                _ => ("any", null),
            };
        }

        if (!mayForce && type is "any" or "tool")
        {
            warnings.Add("tool_choice weakened to auto: anthropic forces no tool while thinking");
            type = "auto";
        }

        var alone = chat.Get("parallel_tool_calls").ValueKind == JsonValueKind.False && type != "none";
        if ((tools.Count == 0 && called.Count == 0 && schema is null) || (type == "auto" && !alone))
        {
            return;
        }

        json.WriteStartObject("tool_choice"u8);
        json.WriteString("type"u8, type);
        if (type == "tool")
        {
            json.WriteString("name"u8, name);
        }

        if (alone)
        {
            json.WriteBoolean("disable_parallel_tool_use"u8, true);
        }

        json.WriteEndObject();
    }

    private static void Declare(Utf8JsonWriter json, string name, string? description, JsonElement parameters)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        if (description is not null)
        {
            json.WriteString("description"u8, description);
        }

        WriteSchema(json, parameters);
        json.WriteEndObject();
    }

    // A function without parameters has a schema here too, and every schema says that it is an object.
    private static void WriteSchema(Utf8JsonWriter json, JsonElement parameters)
    {
        json.WritePropertyName("input_schema"u8);
        if (JsonText.Is(parameters, "type", "object"))
        {
            json.WriteRaw(parameters);
            return;
        }

        json.WriteStartObject();
        json.WriteString("type"u8, "object"u8);
        if (parameters.ValueKind == JsonValueKind.Object)
        {
            foreach (var field in parameters.EnumerateObject().Where(field => field.Name != "type"))
            {
                json.WritePropertyName(field.Name);
                json.WriteRaw(field.Value);
            }
        }

        json.WriteEndObject();
    }
}
