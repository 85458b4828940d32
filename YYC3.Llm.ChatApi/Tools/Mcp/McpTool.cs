using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using YYC3.Llm.ServiceDefaults.Outside;

namespace YYC3.Llm.ChatApi.Tools.Mcp;

/// <summary>OpenAI's <c>mcp</c>: tools of a remote server that speaks the Model Context Protocol over HTTP. Nothing is started on this machine.</summary>
internal sealed class McpTool(OutsideHttp http, IOptions<OutsideOptions> options) : IServerTool
{
    private static readonly string[] AnyHost = ["*"];

    public string Type => "mcp";

    public IToolSession Open(JsonObject definition, string path) =>
        new McpSession(McpDefinition.Parse(definition, path, options.Value.McpHosts is { Count: > 0 } hosts ? hosts : AnyHost), http);
}
