using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Requests;

/// <summary><c>text.format</c>: plain text, a JSON object, or JSON of a schema.</summary>
/// <param name="Type"><c>text</c>, <c>json_object</c> or <c>json_schema</c>.</param>
/// <param name="Name">The schema's name; null for the other types.</param>
/// <param name="Schema">The schema; null for the other types.</param>
/// <param name="Json">The format as the caller gave it.</param>
internal sealed record TextFormat(string Type, string? Name, JsonObject? Schema, JsonObject Json)
{
    public static readonly TextFormat Plain = new("text", null, null, new JsonObject { ["type"] = "text" });

    /// <summary>Whether answers have to be JSON.</summary>
    public bool IsJson => Type != "text";

    /// <summary>Reads the <c>format</c> of <c>text</c>.</summary>
    public static TextFormat Read(Fields text)
    {
        text.Choice("verbosity", "low", "medium", "high");
        if (text.Object("format") is not { } json)
        {
            return Plain;
        }

        var fields = new Fields(json, text.Path("format"));
        var type = fields.Choice("type", "text", "json_object", "json_schema") ?? throw Missing(fields.Path("type"));
        return type == "json_schema"
            ? new TextFormat(type, fields.Text("name", 64) ?? throw Missing(fields.Path("name")), fields.Object("schema") ?? throw Missing(fields.Path("schema")), json)
            : new TextFormat(type, null, null, json);
    }

    /// <summary>Chat Completions' <c>response_format</c>; null for plain text.</summary>
    public JsonObject? ToChat()
    {
        if (Type != "json_schema")
        {
            return IsJson ? new JsonObject { ["type"] = Type } : null;
        }

        var schema = new JsonObject { ["name"] = Name, ["schema"] = Schema!.DeepClone() };
        foreach (var field in (ReadOnlySpan<string>)["description", "strict"])
        {
            if (Json[field] is { } value)
            {
                schema[field] = value.DeepClone();
            }
        }

        return new JsonObject { ["type"] = Type, ["json_schema"] = schema };
    }

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
}
