using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using YamlDotNet.RepresentationModel;

namespace YYC3.Llm.Tests.Testing;

/// <summary>OpenAI's OpenAPI document, where it lies beside the repository: answers are held against its schemas. Without it, everything passes.</summary>
internal static class OpenAiSpec
{
    private static readonly Lazy<JsonObject?> Schemas = new(Load);
    private static readonly Lazy<Dictionary<string, string>> Events = new(EventSchemas);
    private static readonly ConcurrentDictionary<string, JsonSchema> Known = new(StringComparer.Ordinal);

    /// <summary>An answer must fit a schema of the document.</summary>
    public static void Fits(string schema, JsonElement answer)
    {
        if (Schemas.Value is not { } all)
        {
            return;
        }

        var result = Known.GetOrAdd(schema, name => JsonSchema.FromText(new JsonObject { ["$ref"] = "#/$defs/" + name, ["$defs"] = Needed(all, name) }.ToJsonString()))
            .Evaluate(answer, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (!result.IsValid)
        {
            // Of alternatives, those that fit nearly fail for one reason; the others for their type.
            var faults = result.Details.Where(detail => detail.HasErrors)
                .SelectMany(detail => detail.Errors!.Select(error => (Depth: detail.EvaluationPath.Count, Text: $"{detail.InstanceLocation} ({detail.EvaluationPath}): {error.Value}")))
                .OrderByDescending(fault => fault.Depth).Select(fault => fault.Text).Take(40);
            Assert.Fail($"No {schema}:\n{answer.GetRawText()}\n{string.Join('\n', faults)}");
        }
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

    private static JsonObject? Load()
    {
        if (SharedFiles.Directory("specs") is not { } directory)
        {
            return null;
        }

        using var text = new StringReader(string.Join('\n', WithoutProse(File.ReadLines(Path.Combine(directory, "openai-openapi.yaml")).SkipWhile(line => line != "components:"))));
        var yaml = new YamlStream();
        yaml.Load(text);
        var root = (YamlMappingNode)yaml.Documents[0].RootNode;
        return (JsonObject)Json(root["components"]["schemas"])!;
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

    private static Dictionary<string, string> EventSchemas() => Schemas.Value!["ResponseStreamEvent"]!["anyOf"]!.AsArray()
        .Select(entry => entry!["$ref"]?.ToString()["#/$defs/".Length..])
        .OfType<string>()
        .ToDictionary(name => Schemas.Value[name]!["properties"]!["type"]!["enum"]![0]!.ToString(), StringComparer.Ordinal);

    // A schema with all that it refers to: the whole document takes seconds to read.
    private static JsonObject Needed(JsonObject all, string name)
    {
        var needed = new JsonObject();
        var open = new Stack<string>([name]);
        while (open.TryPop(out var next))
        {
            if (needed.ContainsKey(next))
            {
                continue;
            }

            needed[next] = all[next]!.DeepClone();
            References(needed[next], open);
        }

        return needed;
    }

    private static void References(JsonNode? node, Stack<string> found)
    {
        switch (node)
        {
            case JsonObject json:
                if (json["$ref"]?.ToString() is { } reference)
                {
                    found.Push(reference["#/$defs/".Length..]);
                }

                foreach (var (_, value) in json)
                {
                    References(value, found);
                }

                break;
            case JsonArray list:
                foreach (var value in list)
                {
                    References(value, found);
                }

                break;
        }
    }

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
