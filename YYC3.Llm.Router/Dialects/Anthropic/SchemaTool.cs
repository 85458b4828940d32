using System.Text.Json;

namespace YYC3.Llm.Router.Dialects.Anthropic;

/// <summary>
/// How models without structured outputs are asked for JSON of a schema: by a tool whose input the schema is and that they must call. Its input
/// is the answer's content, so that the caller sees no tool. A schema whose root is no object can be no tool's input; it is told in words.
/// </summary>
internal readonly record struct SchemaTool(string Name, JsonElement Schema)
{
    /// <summary>In front of the schema's own name, so that it is not taken for a tool of the caller's.</summary>
    private const string Prefix = "json_";

    /// <summary>The tool that a request needs; null when it asks for no schema, the model has structured outputs, or the schema can be no tool.</summary>
    /// <param name="chat">The caller's request.</param>
    /// <param name="model">The provider's name of the model.</param>
    public static SchemaTool? Of(JsonElement chat, string model)
    {
        var format = chat.Get("response_format");
        var schema = format.Get("json_schema").Get("schema");
        if (ClaudeModel.HasStructuredOutputs(model) || !JsonText.Is(format, "type", "json_schema") || schema.ValueKind != JsonValueKind.Object
            || (schema.Has("type") && !JsonText.Is(schema, "type", "object")))
        {
            return null;
        }

        var name = format.Get("json_schema").Text("name") is { Length: > 0 and <= 59 } given && given.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? given : "answer";
        return new SchemaTool(Prefix + name, schema);
    }

    /// <summary>The name of the tool as which the answer to a request comes; null when it comes as text.</summary>
    public static string? NameIn(CallerRequest request)
    {
        if (request.Body.Span.IndexOf("\"json_schema\""u8) < 0)
        {
            return null;
        }

        using var document = JsonText.Parse(request.Body.Span);
        return Of(document.RootElement, request.Deployment.UpstreamModel)?.Name;
    }
}
