using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Wenxin;

/// <summary>Tools as Baidu's functions, of which the model calls one at a time.</summary>
internal static class WenxinFunctions
{
    public static void Write(Utf8JsonWriter json, JsonElement root, RequestWarnings warnings)
    {
        var functions = Functions(root, warnings);
        if (functions.Count == 0)
        {
            return;
        }

        var choice = WenxinRequest.Given(root, "tool_choice", out var chosen) || WenxinRequest.Given(root, "function_call", out chosen) ? chosen : default;
        var word = choice.ValueKind == JsonValueKind.String ? choice.GetString() : null;
        if (word == "none")
        {
            return; // Without functions it calls none, which is what was asked.
        }

        json.WriteStartArray("functions"u8);
        foreach (var function in functions)
        {
            Function(json, function);
        }

        json.WriteEndArray();
        if (Named(choice) is { } name)
        {
            json.WriteStartObject("tool_choice"u8);
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, name);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        else if (word is not (null or "auto"))
        {
            warnings.Add("tool_choice changed to auto: wenxin accepts auto or one function");
        }
    }

    private static List<JsonElement> Functions(JsonElement root, RequestWarnings warnings)
    {
        var functions = new List<JsonElement>();
        if (WenxinRequest.Given(root, "tools", out var tools) && tools.ValueKind == JsonValueKind.Array)
        {
            foreach (var tool in tools.EnumerateArray())
            {
                if (tool.ValueKind == JsonValueKind.Object && tool.TryGetProperty("function", out var function) && function.ValueKind == JsonValueKind.Object)
                {
                    functions.Add(function);
                }
                else
                {
                    warnings.Add("tools other than functions dropped: wenxin does not accept them");
                }
            }
        }
        else if (WenxinRequest.Given(root, "functions", out var legacy) && legacy.ValueKind == JsonValueKind.Array)
        {
            functions.AddRange(legacy.EnumerateArray().Where(function => function.ValueKind == JsonValueKind.Object));
        }

        return functions;
    }

    private static void Function(Utf8JsonWriter json, JsonElement function)
    {
        json.WriteStartObject();
        json.WriteString("name"u8, WenxinJson.Text(function, "name") ?? "");
        json.WriteString("description"u8, WenxinJson.Text(function, "description") ?? WenxinJson.Text(function, "name") ?? ""); // It wants one.
        json.WritePropertyName("parameters"u8);
        if (WenxinRequest.Given(function, "parameters", out var parameters))
        {
            parameters.WriteTo(json);
        }
        else
        {
            json.WriteRawValue("{\"type\":\"object\",\"properties\":{}}"u8);
        }

        json.WriteEndObject();
    }

    private static string? Named(JsonElement choice) =>
        choice.ValueKind != JsonValueKind.Object ? null
        : choice.TryGetProperty("function", out var function) ? WenxinJson.Text(function, "name")
        : WenxinJson.Text(choice, "name");
}
