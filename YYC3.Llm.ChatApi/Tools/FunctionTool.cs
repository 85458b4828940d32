using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>OpenAI's <c>function</c>: a tool that the caller runs.</summary>
internal static class FunctionTool
{
    /// <summary>As Chat Completions has it.</summary>
    /// <exception cref="ApiException">400: it has no name.</exception>
    public static JsonObject Parse(JsonObject definition, string path)
    {
        var function = new JsonObject { ["name"] = definition["name"].AsText() is { Length: > 0 } name ? name : throw ApiException.BadRequest($"{path}.name", $"Missing required parameter: '{path}.name'.", "missing_required_parameter") };
        foreach (var field in (ReadOnlySpan<string>)["description", "parameters", "strict"])
        {
            if (definition[field] is { } value)
            {
                function[field] = value.DeepClone();
            }
        }

        return new JsonObject { ["type"] = "function", ["function"] = function };
    }

    /// <summary>As responses show it: every field is there.</summary>
    public static JsonObject Show(JsonObject definition)
    {
        var tool = (JsonObject)definition.DeepClone();
        foreach (var field in (ReadOnlySpan<string>)["description", "parameters"])
        {
            if (!tool.ContainsKey(field))
            {
                tool[field] = null;
            }
        }

        tool["strict"] ??= true;
        return tool;
    }
}
