using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools.Mcp;

/// <summary>Which calls the caller approves first (<c>require_approval</c>): all of them, unless it says otherwise.</summary>
/// <param name="always">Whether those are, that are in neither list.</param>
/// <param name="asked">Tools whose calls are always.</param>
/// <param name="free">Tools whose calls never are.</param>
internal sealed class McpApproval(bool always, IReadOnlySet<string> asked, IReadOnlySet<string> free)
{
    /// <summary>Reads <c>require_approval</c>.</summary>
    /// <exception cref="ApiException">400: it is wrong.</exception>
    public static McpApproval Parse(JsonNode? node, string path) => node switch
    {
        null => new McpApproval(true, Empty, Empty),
        JsonObject filter => new McpApproval(true, Names(filter, "always", path), Names(filter, "never", path)),
        _ when node.AsText() is "always" or "never" => new McpApproval(node.AsText() == "always", Empty, Empty),
        _ => throw ApiException.BadRequest(path, $"Invalid value for '{path}': expected 'always', 'never', or an object with 'always' and 'never' lists of tools.", "invalid_value"),
    };

    /// <summary>Whether calls of a tool wait for the caller.</summary>
    public bool IsNeededFor(string tool) => asked.Contains(tool) || (always && !free.Contains(tool));

    private static HashSet<string> Empty => [];

    private static HashSet<string> Names(JsonObject filter, string field, string path) =>
        McpDefinition.Names((filter[field] as JsonObject)?["tool_names"], $"{path}.{field}.tool_names") ?? [];
}
