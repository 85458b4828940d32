using System.Text.Json;
using YYC3.Llm.Router.Dialects.Translating;

namespace YYC3.Llm.Router.Dialects.Gemini;

/// <summary>
/// Writes a JSON schema in the part of OpenAPI 3.0 that Gemini's <c>Schema</c> has (https://ai.google.dev/api/caching#Schema), or, where it
/// refers to definitions, in the part of JSON Schema that its JSON fields take. What is left out is told only if it would have bound the model.
/// </summary>
internal static class GeminiSchema
{
    private static readonly HashSet<string> Kept =
    [
        "title", "description", "nullable", "maxItems", "minItems", "minProperties", "maxProperties",
        "minLength", "maxLength", "pattern", "example", "propertyOrdering", "default", "minimum", "maximum",
    ];

    private static readonly HashSet<string> KeptAsJson =
    [
        "$id", "$ref", "$anchor", "type", "format", "title", "description", "enum", "minItems", "maxItems", "minimum", "maximum", "required", "propertyOrdering", "const", "default",
    ];

    /// <summary>They say nothing that binds the model, or what Gemini does anyway.</summary>
    private static readonly HashSet<string> Silent =
    [
        "$schema", "$id", "$comment", "$anchor", "examples", "strict", "readOnly", "writeOnly", "deprecated", "contentMediaType", "contentEncoding", "additionalProperties", "unevaluatedProperties", "title", "default",
    ];

    /// <param name="json">Stands in the object that takes the schema.</param>
    /// <param name="schema">The caller's.</param>
    /// <param name="name">The field for a Schema.</param>
    /// <param name="jsonName">The field for a JSON schema.</param>
    /// <param name="where">Whose schema it is, for warnings.</param>
    /// <param name="warnings">Takes what was lost.</param>
    public static void Write(Utf8JsonWriter json, JsonElement schema, string name, string jsonName, string where, RequestWarnings warnings)
    {
        var refers = Refers(schema);
        json.WritePropertyName(refers ? jsonName : name);
        if (refers)
        {
            AsJson(json, schema, where, warnings);
        }
        else
        {
            AsSchema(json, schema, where, warnings);
        }
    }

    private static bool Refers(JsonElement schema) => schema.ValueKind switch
    {
        JsonValueKind.Object => schema.EnumerateObject().Any(field => field.Name is "$ref" or "$defs" or "prefixItems" || Refers(field.Value)),
        JsonValueKind.Array => schema.EnumerateArray().Any(Refers),
        _ => false,
    };

    private static void AsSchema(Utf8JsonWriter json, JsonElement schema, string where, RequestWarnings warnings)
    {
        json.WriteStartObject();
        if (schema.ValueKind != JsonValueKind.Object)
        {
            json.WriteEndObject(); // true: anything.
            return;
        }

        var (type, nullable) = Type(schema);
        var enumerated = Enumerated(schema, ref nullable, where, warnings);
        var alternatives = Json.Given(schema, "anyOf", out var any) || Json.Given(schema, "oneOf", out any) ? Alternatives(any, ref nullable) : [];
        if (alternatives.Count == 1 && !Json.Given(schema, "properties", out _))
        {
            // {"anyOf":[X,{"type":"null"}]} is X that may be null.
            Single(json, schema, alternatives[0], nullable, where, warnings);
            return;
        }

        if (type is not null)
        {
            json.WriteString("type"u8, type);
        }

        if (nullable && !Json.Given(schema, "nullable", out _))
        {
            json.WriteBoolean("nullable"u8, true);
        }

        if (Json.Text(schema, "format") is { } format && (type == "string" ? format is "date-time" or "enum" : format is "int32" or "int64" or "float" or "double"))
        {
            json.WriteString("format"u8, format);
        }

        Strings(json, "enum", enumerated);
        if (alternatives.Count > 0)
        {
            json.WriteStartArray("anyOf"u8);
            foreach (var alternative in alternatives)
            {
                AsSchema(json, alternative, where, warnings);
            }

            json.WriteEndArray();
        }

        Members(json, schema, where, warnings);
        json.WriteEndObject();
    }

    private static void Members(Utf8JsonWriter json, JsonElement schema, string where, RequestWarnings warnings)
    {
        foreach (var field in schema.EnumerateObject())
        {
            switch (field.Name)
            {
                case "properties" when field.Value.ValueKind == JsonValueKind.Object:
                    Each(json, field, where, warnings, AsSchema);
                    break;
                case "items":
                    json.WritePropertyName("items"u8);
                    AsSchema(json, field.Value, where, warnings);
                    break;
                case "required" when field.Value.ValueKind == JsonValueKind.Array:
                    // A name that is no property is refused.
                    var known = Json.Given(schema, "properties", out var properties) ? properties : default;
                    Strings(json, "required", [.. Json.Items(schema, "required").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)
                        .Where(name => known.ValueKind == JsonValueKind.Object && known.TryGetProperty(name, out _))]);
                    break;
                case "type" or "format" or "enum" or "const" or "anyOf" or "oneOf" or "required" or "properties":
                    break;
                default:
                    if (Kept.Contains(field.Name))
                    {
                        field.WriteTo(json);
                    }
                    else
                    {
                        Lost(field, where, warnings);
                    }

                    break;
            }
        }
    }

    private static void AsJson(Utf8JsonWriter json, JsonElement schema, string where, RequestWarnings warnings)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            schema.WriteTo(json);
            return;
        }

        json.WriteStartObject();
        foreach (var field in schema.EnumerateObject())
        {
            switch (field.Name)
            {
                case "properties" or "$defs" or "definitions" when field.Value.ValueKind == JsonValueKind.Object:
                    Each(json, field, where, warnings, AsJson);
                    break;
                case "items" or "additionalProperties":
                    json.WritePropertyName(field.Name);
                    AsJson(json, field.Value, where, warnings);
                    break;
                case "anyOf" or "oneOf" or "prefixItems" when field.Value.ValueKind == JsonValueKind.Array:
                    json.WriteStartArray(field.Name);
                    foreach (var item in field.Value.EnumerateArray())
                    {
                        AsJson(json, item, where, warnings);
                    }

                    json.WriteEndArray();
                    break;
                case "const":
                    json.WriteStartArray("enum"u8);
                    field.Value.WriteTo(json);
                    json.WriteEndArray();
                    break;
                default:
                    if (KeptAsJson.Contains(field.Name))
                    {
                        field.WriteTo(json);
                    }
                    else
                    {
                        Lost(field, where, warnings);
                    }

                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void Each(Utf8JsonWriter json, JsonProperty schemas, string where, RequestWarnings warnings, Action<Utf8JsonWriter, JsonElement, string, RequestWarnings> write)
    {
        json.WriteStartObject(schemas.Name);
        foreach (var schema in schemas.Value.EnumerateObject())
        {
            json.WritePropertyName(schema.Name);
            write(json, schema.Value, where, warnings);
        }

        json.WriteEndObject();
    }

    private static void Single(Utf8JsonWriter json, JsonElement outer, JsonElement inner, bool nullable, string where, RequestWarnings warnings)
    {
        using var joined = JsonDocument.Parse(Json.Bytes((outer, inner, nullable), static (json, state) =>
        {
            json.WriteStartObject();
            foreach (var field in state.inner.EnumerateObject())
            {
                field.WriteTo(json);
            }

            foreach (var field in state.outer.EnumerateObject().Where(field => field.Name is not ("anyOf" or "oneOf") && !state.inner.TryGetProperty(field.Name, out _)))
            {
                field.WriteTo(json);
            }

            if (state.nullable && !state.inner.TryGetProperty("nullable", out _) && !state.outer.TryGetProperty("nullable", out _))
            {
                json.WriteBoolean("nullable"u8, true);
            }

            json.WriteEndObject();
        }), Json.Reading);
        using var content = JsonDocument.Parse(Json.Bytes((joined.RootElement, where, warnings), static (json, state) => AsSchema(json, state.RootElement, state.where, state.warnings)), Json.Reading);
        foreach (var field in content.RootElement.EnumerateObject())
        {
            field.WriteTo(json);
        }

        json.WriteEndObject();
    }

    private static List<JsonElement> Alternatives(JsonElement any, ref bool nullable)
    {
        var kept = new List<JsonElement>();
        foreach (var alternative in any.ValueKind == JsonValueKind.Array ? [.. any.EnumerateArray()] : Array.Empty<JsonElement>())
        {
            if (Json.Text(alternative, "type") == "null")
            {
                nullable = true;
            }
            else if (alternative.ValueKind == JsonValueKind.Object)
            {
                kept.Add(alternative);
            }
        }

        return kept;
    }

    /// <summary>The type, and whether null is one of several.</summary>
    private static (string? Type, bool Nullable) Type(JsonElement schema)
    {
        if (!Json.Given(schema, "type", out var type))
        {
            return (Json.Given(schema, "properties", out _) ? "object" : Json.Given(schema, "items", out _) ? "array" : null, false);
        }

        if (type.ValueKind == JsonValueKind.String)
        {
            return (type.GetString(), false);
        }

        var names = Json.Items(schema, "type").Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!).ToList();
        return (names.FirstOrDefault(name => name != "null"), names.Contains("null"));
    }

    /// <summary>The values allowed, which Gemini takes as strings only.</summary>
    private static List<string>? Enumerated(JsonElement schema, ref bool nullable, string where, RequestWarnings warnings)
    {
        var values = Json.Given(schema, "const", out var constant) ? [constant] : Json.Items(schema, "enum").ToList();
        nullable |= values.RemoveAll(value => value.ValueKind == JsonValueKind.Null) > 0;
        if (values.Count == 0)
        {
            return null;
        }

        if (values.Any(value => value.ValueKind != JsonValueKind.String))
        {
            warnings.Add($"enum dropped from {where}: gemini takes strings only");
            return null;
        }

        return [.. values.Select(value => value.GetString()!)];
    }

    private static void Strings(Utf8JsonWriter json, string name, List<string>? values)
    {
        if (values is { Count: > 0 })
        {
            json.WriteStartArray(name);
            foreach (var value in values)
            {
                json.WriteStringValue(value);
            }

            json.WriteEndArray();
        }
    }

    private static void Lost(JsonProperty field, string where, RequestWarnings warnings)
    {
        if (!Silent.Contains(field.Name) && !field.Name.StartsWith("x-", StringComparison.Ordinal))
        {
            warnings.Add($"{(field.Name.All(char.IsAsciiLetterOrDigit) ? field.Name : "a keyword")} dropped from {where}: gemini does not accept it");
        }
    }
}
