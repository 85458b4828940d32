using System.Text.Json;
using YYC3.Llm.Simulator.Dialects.Reading;

namespace YYC3.Llm.Simulator.Dialects.Gemini;

/// <summary>The subset of OpenAPI's schema that <c>parameters</c> may use; other words of JSON Schema are refused as unknown.</summary>
internal static class GeminiSchema
{
    /// <summary>Checks a schema and those inside it.</summary>
    public static void Check(JsonElement schema, string path)
    {
        schema.AsObject(path).Only(path, "type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required", "minProperties", "maxProperties", "minLength", "maxLength", "pattern", "example", "anyOf", "propertyOrdering", "default", "items", "minimum", "maximum");
        if (schema.Has("type", out var type))
        {
            type.AsText(path + ".type");
        }

        if (schema.Has("properties", out var properties))
        {
            foreach (var property in properties.AsObject(path + ".properties").EnumerateObject())
            {
                Check(property.Value, $"{path}.properties[{property.Name}]");
            }
        }

        if (schema.Has("items", out var items))
        {
            Check(items, path + ".items");
        }

        if (schema.Has("anyOf", out var any))
        {
            foreach (var (index, one) in any.AsArray(path + ".anyOf").Index())
            {
                Check(one, $"{path}.anyOf[{index}]");
            }
        }
    }
}
