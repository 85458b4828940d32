using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Responses.Running;

/// <summary>Checks answers that have to be JSON.</summary>
internal static class SchemaCheck
{
    /// <summary>What is wrong with an answer; null for nothing.</summary>
    public static string? Fault(TextFormat format, string answer)
    {
        JsonNode? json;
        try
        {
            json = JsonNode.Parse(answer);
        }
        catch (JsonException failure)
        {
            return $"It is not JSON: {failure.Message}";
        }

        if (format.Schema is null)
        {
            return json is JsonObject ? null : "It is not a JSON object.";
        }

        var result = Read(format.Schema).Evaluate(JsonSerializer.SerializeToElement(json), new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (result.IsValid)
        {
            return null;
        }

        var faults = (result.Details ?? []).Where(detail => detail.Errors is { Count: > 0 }).SelectMany(detail => detail.Errors!.Values.Select(error => $"{(detail.InstanceLocation.ToString() is { Length: > 0 } place ? place : "/")}: {error}"));
        return string.Join(" ", faults.Distinct(StringComparer.Ordinal).Take(8)) is { Length: > 0 } text ? text : "It does not fit the schema.";
    }

    /// <summary>Makes sure that answers can be checked.</summary>
    /// <exception cref="ApiException">400: the schema is none.</exception>
    public static void Require(TextFormat format)
    {
        if (format.Schema is { } schema)
        {
            Read(schema);
        }
    }

    private static JsonSchema Read(JsonObject schema)
    {
        try
        {
            return JsonSchema.FromText(schema.ToJsonString());
        }
        catch (Exception failure) when (failure is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw ApiException.BadRequest("text.format.schema", $"'text.format.schema' is no JSON schema: {failure.Message}", "invalid_json_schema");
        }
    }
}
