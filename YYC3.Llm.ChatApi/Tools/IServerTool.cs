using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>A kind of tool that is run here, not by the caller. An open list: one class, one line in <see cref="ToolsExtensions"/>.</summary>
internal interface IServerTool
{
    /// <summary>The <c>type</c> in the request's <c>tools</c>.</summary>
    string Type { get; }

    /// <summary>Reads an entry of <c>tools</c>.</summary>
    /// <param name="definition">The entry.</param>
    /// <param name="path">Where it stands, such as <c>tools[1]</c>.</param>
    /// <exception cref="ApiException">400: the entry is wrong.</exception>
    IToolSession Open(JsonObject definition, string path);
}
