using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace YYC3.Llm.Tests.Testing;

/// <summary>The schemas of an OpenAPI document, which refer to each other by <c>#/$defs/…</c>.</summary>
internal sealed class SchemaSet(JsonObject all)
{
    private readonly ConcurrentDictionary<string, JsonSchema> known = new(StringComparer.Ordinal);

    public JsonObject All => all;

    /// <summary>A value must fit a schema of the document.</summary>
    public void Fits(string schema, JsonElement value) => Fits(schema, () => new JsonObject { ["$ref"] = "#/$defs/" + schema }, value);

    /// <summary>A value must fit a schema that is made of the document's.</summary>
    /// <param name="name">What it is remembered by.</param>
    /// <param name="schema">Makes it.</param>
    /// <param name="value">The value.</param>
    public void Fits(string name, Func<JsonObject> schema, JsonElement value)
    {
        var result = known.GetOrAdd(name, _ => JsonSchema.FromText(WithNeeded(schema()).ToJsonString())).Evaluate(value, new EvaluationOptions { OutputFormat = OutputFormat.List });
        if (!result.IsValid)
        {
            // Of alternatives, those that fit nearly fail for one reason; the others for their type.
            var faults = result.Details.Where(detail => detail.HasErrors)
                .SelectMany(detail => detail.Errors!.Select(error => (Depth: detail.EvaluationPath.Count, Text: $"{detail.InstanceLocation} ({detail.EvaluationPath}): {error.Value}")))
                .OrderByDescending(fault => fault.Depth).Select(fault => fault.Text).Take(40);
            Assert.Fail($"No {name}:\n{value.GetRawText()}\n{string.Join('\n', faults)}");
        }
    }

    // With all that it refers to: the whole document takes seconds to read.
    private JsonObject WithNeeded(JsonObject schema)
    {
        var needed = new JsonObject();
        var open = new Stack<string>();
        References(schema, open);
        while (open.TryPop(out var next))
        {
            if (!needed.ContainsKey(next))
            {
                needed[next] = all[next]!.DeepClone();
                References(needed[next], open);
            }
        }

        schema["$defs"] = needed;
        return schema;
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
}
