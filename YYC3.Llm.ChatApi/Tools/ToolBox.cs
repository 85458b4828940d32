using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>Makes the tools of requests ready.</summary>
internal sealed class ToolBox(IEnumerable<IServerTool> tools)
{
    private readonly Dictionary<string, IServerTool> byType = tools.ToDictionary(tool => tool.Type, StringComparer.Ordinal);

    /// <summary>Reads the <c>tools</c> of a request: the caller's own functions, and those that are run here.</summary>
    /// <exception cref="ApiException">400: a tool is wrong, of an unknown type, or has the name of another.</exception>
    public OpenTools Open(IReadOnlyList<(JsonObject Item, string Path)> definitions)
    {
        var open = new OpenTools();
        foreach (var (definition, path) in definitions)
        {
            var type = definition["type"].AsText() ?? throw Missing($"{path}.type");
            if (type == "function")
            {
                open.AddFunction(FunctionTool.Parse(definition, path), definition, $"{path}.name");
            }
            else if (byType.TryGetValue(type, out var tool))
            {
                open.AddSession(type, tool.Open(definition, path), definition, path);
            }
            else
            {
                throw ApiException.BadRequest($"{path}.type", $"Invalid value for '{path}.type': this platform has tools of the types function, {string.Join(", ", byType.Keys)}, but got '{type}'.", "invalid_value");
            }
        }

        return open;
    }

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
}
