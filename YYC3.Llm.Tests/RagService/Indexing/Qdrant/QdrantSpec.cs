using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.Tests.Testing;

namespace YYC3.Llm.Tests.RagService.Indexing.Qdrant;

/// <summary>Qdrant's OpenAPI document, where it lies beside the repository: each request and answer is held against it. Without it, everything passes.</summary>
internal static class QdrantSpec
{
    private static readonly Lazy<(SchemaSet Schemas, JsonObject Paths)?> Document = new(Load);

    /// <summary>Whether the document is there.</summary>
    public static bool IsThere => Document.Value is not null;

    /// <summary>A request must fit what its operation takes.</summary>
    public static void FitsRequest(string path, string method, JsonElement body) =>
        Fits(path, method, "request", operation => operation["requestBody"]!["content"]!["application/json"]!["schema"]!, body);

    /// <summary>An answer must fit what its operation gives.</summary>
    public static void FitsAnswer(string path, string method, JsonElement body) =>
        Fits(path, method, "answer", operation => operation["responses"]!["200"]!["content"]!["application/json"]!["schema"]!, body);

    private static void Fits(string path, string method, string what, Func<JsonNode, JsonNode> schema, JsonElement body)
    {
        if (Document.Value is var (schemas, paths))
        {
            Assert.True(paths[path]?[method] is not null, $"Qdrant has no {method} {path}");
            schemas.Fits($"{what} of {method} {path}", () => (JsonObject)schema(paths[path]![method]!).DeepClone(), body);
        }
    }

    private static (SchemaSet, JsonObject)? Load()
    {
        if (SharedFiles.Directory("specs") is not { } directory || !File.Exists(Path.Combine(directory, "qdrant-openapi.json")))
        {
            return null;
        }

        var root = (JsonObject)JsonNode.Parse(File.ReadAllText(Path.Combine(directory, "qdrant-openapi.json")))!;
        return (new SchemaSet((JsonObject)Plain(root["components"]!["schemas"]!)!), (JsonObject)Plain(root["paths"]!)!);
    }

    // OpenAPI 3.0 to JSON schema: null has a keyword of its own, and unknown fields, which Qdrant refuses, are to be refused here.
    private static JsonNode? Plain(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(Plain)]);
            case JsonObject json:
                var plain = new JsonObject();
                foreach (var (key, value) in json)
                {
                    if (key is "nullable" or "default" or "format" or "example" or "deprecated" or "discriminator" || (key == "description" && value is JsonValue))
                    {
                        continue;
                    }

                    plain[key == "oneOf" ? "anyOf" : key] = key == "$ref" ? value!.ToString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal) : Plain(value);
                }

                if (plain["properties"] is JsonObject && plain["type"]?.ToString() == "object" && !plain.ContainsKey("additionalProperties") && !plain.ContainsKey("anyOf") && !plain.ContainsKey("allOf"))
                {
                    plain["additionalProperties"] = false;
                }

                return json["nullable"]?.GetValueKind() != JsonValueKind.True ? plain
                    : plain.Count == 0 ? new JsonObject { ["type"] = "null" }
                    : new JsonObject { ["anyOf"] = new JsonArray(plain, new JsonObject { ["type"] = "null" }) };
            default:
                return node?.DeepClone();
        }
    }
}
