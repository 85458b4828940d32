using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Grounding;
using YYC3.Llm.ChatApi.Responses.Requests;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.ChatApi.Tools.Mcp;

/// <summary>An <c>mcp</c> entry of a request's <c>tools</c>.</summary>
/// <param name="Label">What the caller calls the server.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Headers">What is sent with each call, the authorization among them; never stored or shown.</param>
/// <param name="Allowed">The tools that may be used; null: all.</param>
/// <param name="Approval">Which calls the caller approves first.</param>
internal sealed record McpDefinition(string Label, Uri Address, IReadOnlyDictionary<string, string> Headers, IReadOnlySet<string>? Allowed, McpApproval Approval)
{
    /// <summary>Reads an entry.</summary>
    /// <param name="definition">The entry.</param>
    /// <param name="path">Where it stands.</param>
    /// <param name="hosts">Hosts that servers may be on.</param>
    /// <exception cref="ApiException">400: the entry is wrong.</exception>
    public static McpDefinition Parse(JsonObject definition, string path, IEnumerable<string> hosts)
    {
        var fields = new Fields(definition, path);
        var label = fields.Id("server_label", 64) ?? throw Missing(fields.Path("server_label"));
        if (fields.Find("connector_id") is not null || fields.Find("tunnel_id") is not null)
        {
            throw ApiException.BadRequest(path, $"'{path}': connectors and tunnels of OpenAI's are not known here. Name the server by 'server_url'.", "unsupported_parameter");
        }

        var address = fields.Text("server_url", 2048) ?? throw Missing(fields.Path("server_url"));
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in fields.Object("headers") ?? [])
        {
            var text = value.AsText();
            headers[name] = text is not null && !(name + text).Any(char.IsControl)
                ? text
                : throw ApiException.BadRequest(fields.Path("headers"), $"Invalid '{fields.Path("headers")}': names and values must be texts without control characters.", "invalid_value");
        }

        if (fields.Text("authorization") is { } token)
        {
            headers["Authorization"] = token.Contains(' ', StringComparison.Ordinal) ? token : "Bearer " + token;
        }

        return new McpDefinition(
            label,
            OutsideHttp.Check(address, hosts, "Outside:McpHosts", fields.Path("server_url")),
            headers,
            Names(definition["allowed_tools"] is JsonObject filter ? filter["tool_names"] : definition["allowed_tools"], fields.Path("allowed_tools")),
            McpApproval.Parse(definition["require_approval"], fields.Path("require_approval")));
    }

    /// <summary>Names of tools; null when they are left out.</summary>
    public static HashSet<string>? Names(JsonNode? node, string path) => node switch
    {
        null => null,
        JsonArray names when names.All(name => name.AsText() is not null) => [.. names.Select(name => name.AsText()!)],
        _ => throw ApiException.BadRequest(path, $"Invalid type for '{path}': expected an array of tool names, or an object with 'tool_names'.", "invalid_type"),
    };

    private static ApiException Missing(string field) => ApiException.BadRequest(field, $"Missing required parameter: '{field}'.", "missing_required_parameter");
}
