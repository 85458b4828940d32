using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>Writes tools as function declarations, and the choice among them (https://ai.google.dev/api/caching#FunctionCallingConfig).</summary>
internal static class GeminiTools
{
    public static Failure? Write(Utf8JsonWriter json, JsonElement root, RequestWarnings warnings)
    {
        var functions = Asked.Functions(root, DialectNames.Gemini, warnings);
        if (Asked.ToolChoice(root, out var mode, out var names) is { } wrong)
        {
            return wrong;
        }

        if (functions.Count == 0)
        {
            return null;
        }

        json.WriteStartArray("tools"u8);
        json.WriteStartObject();
        json.WriteStartArray("functionDeclarations"u8);
        foreach (var function in functions)
        {
            Function(json, function, warnings);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        if (mode is null)
        {
            return null;
        }

        json.WriteStartObject("toolConfig"u8);
        json.WriteStartObject("functionCallingConfig"u8);

        // VALIDATED: calls or text, as AUTO, but only of the functions named.
        json.WriteString("mode"u8, mode switch { "none" => "NONE", "required" => "ANY", _ => names is null ? "AUTO" : "VALIDATED" });
        if (names is { Count: > 0 } && mode != "none")
        {
            json.WriteStartArray("allowedFunctionNames"u8);
            foreach (var name in names)
            {
                json.WriteStringValue(name);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
        json.WriteEndObject();
        return null;
    }

    private static void Function(Utf8JsonWriter json, JsonElement function, RequestWarnings warnings)
    {
        var name = Json.Text(function, "name")!;
        json.WriteStartObject();
        json.WriteString("name"u8, name);
        if (Json.Text(function, "description") is { } description)
        {
            json.WriteString("description"u8, description);
        }

        // A function without parameters has no schema: one without properties is refused.
        if (Json.Given(function, "parameters", out var schema) && Json.Given(schema, "properties", out var properties) && properties.ValueKind == JsonValueKind.Object && properties.EnumerateObject().Any())
        {
            GeminiSchema.Write(json, schema, "parameters", "parametersJsonSchema", $"the parameters of {(name.All(char.IsAscii) ? name : "a function")}", warnings);
        }

        json.WriteEndObject();
    }
}
