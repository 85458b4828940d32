using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// Writes a JSON schema as structured outputs take it: every object is closed by <c>additionalProperties: false</c>, as OpenAI's strict
/// schemas have it anyway. Everything else stays as the caller wrote it.
/// </summary>
internal static class ClosedSchema
{
    public static void Write(Utf8JsonWriter json, JsonElement schema)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Object:
                json.WriteStartObject();
                foreach (var field in schema.EnumerateObject())
                {
                    json.WritePropertyName(field.Name);
                    if (field.Name is "enum" or "const" or "default" or "examples")
                    {
                        json.WriteRaw(field.Value); // Values, not schemas.
                    }
                    else
                    {
                        Write(json, field.Value);
                    }
                }

                if (JsonText.Is(schema, "type", "object") && !schema.Has("additionalProperties"))
                {
                    json.WriteBoolean("additionalProperties"u8, false);
                }

                json.WriteEndObject();
                break;
            case JsonValueKind.Array:
                json.WriteStartArray();
                foreach (var item in schema.EnumerateArray())
                {
                    Write(json, item);
                }

                json.WriteEndArray();
                break;
            default:
                json.WriteRaw(schema);
                break;
        }
    }
}
