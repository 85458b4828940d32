using System.Text.Json;
using System.Text.Json.Nodes;
using YamlDotNet.RepresentationModel;

namespace YYC3.Llm.Tests.Testing;

/// <summary>OpenAI's OpenAPI document, where it lies beside the repository: answers are held against its schemas. Without it, everything passes.</summary>
internal static class OpenAiSpec
{
    private static readonly Lazy<SchemaSet?> Schemas = new(Load);
    private static readonly Lazy<Dictionary<string, string>> Events = new(EventSchemas);

    /// <summary>An answer must fit a schema of the document.</summary>
    public static void Fits(string schema, JsonElement answer)
    {
        if (Schemas.Value is not { } all)
        {
            return;
        }

        all.Fits(schema, answer);
    }

    /// <summary>A streaming event must fit the schema of its type.</summary>
    public static void FitsEvent(JsonElement e)
    {
        if (Schemas.Value is not null)
        {
            Assert.True(Events.Value.TryGetValue(e.Text("type"), out var schema), $"OpenAI has no event {e.Text("type")}");
            Fits(schema!, e);
        }
    }

    private static SchemaSet? Load()
    {
        if (SharedFiles.Directory("specs") is not { } directory)
        {
            return null;
        }

        using var text = new StringReader(string.Join('\n', WithoutProse(File.ReadLines(Path.Combine(directory, "openai-openapi.yaml")).SkipWhile(line => line != "components:"))));
        var yaml = new YamlStream();
        yaml.Load(text);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return new SchemaSet((JsonObject)Json(root["components"]["schemas"])!);
    }

    // Examples and descriptions take most of the document, and some of them are no good YAML.
    private static IEnumerable<string> WithoutProse(IEnumerable<string> lines)
    {
        var prose = int.MaxValue;
        foreach (var line in lines)
        {
            var indent = line.Length - line.AsSpan().TrimStart(' ').Length;
            if (line.Length == indent || indent > prose)
            {
                continue;
            }

            var text = line.AsSpan(indent);
            var isProse = text.StartsWith("x-oaiMeta:") || text.StartsWith("x-oaiExpandable:") || text.StartsWith("example:") || text.StartsWith("examples:") || (text.StartsWith("description: ") && text.TrimEnd() is [.., '|' or '>' or '-' or '+']);
            prose = isProse ? indent : int.MaxValue;
            if (!isProse)
            {
                yield return line;
            }
        }
    }

    private static Dictionary<string, string> EventSchemas() => Schemas.Value!.All["ResponseStreamEvent"]!["anyOf"]!.AsArray()
        .Select(entry => entry!["$ref"]?.ToString()["#/$defs/".Length..])
        .OfType<string>()
        .ToDictionary(name => Schemas.Value.All[name]!["properties"]!["type"]!["enum"]![0]!.ToString(), StringComparer.Ordinal);

    private static JsonNode? Json(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children
            .Where(entry => entry.Key.ToString() is var key && !key.StartsWith("x-", StringComparison.Ordinal) && key is not ("example" or "examples" or "description" or "discriminator" or "default" or "deprecated" or "title" or "format"))
            .Select(entry => KeyValuePair.Create(Name(entry.Key.ToString(), entry.Value), Json(entry.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlScalarNode { Style: YamlDotNet.Core.ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        YamlScalarNode scalar => scalar.Value?.StartsWith("#/components/schemas/", StringComparison.Ordinal) == true ? "#/$defs/" + scalar.Value["#/components/schemas/".Length..] : scalar.Value,
        _ => null,
    };

    // Several of the document's alternatives often fit at once.
    private static string Name(string key, YamlNode value) => key == "oneOf" && value is YamlSequenceNode ? "anyOf" : key;

    private static JsonNode? Plain(string value) => value switch
    {
        "true" => true,
        "false" => false,
        "null" or "~" or "" => null,
        _ when long.TryParse(value, out var whole) => whole,
        _ when double.TryParse(value, System.Globalization.CultureInfo.InvariantCulture, out var number) => number,
        _ => value,
    };
}
