using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>A kind of tool that is run here, not by the caller: <c>file_search</c>, <c>mcp</c>, plugins. An open list.</summary>
internal interface IServerTool
{
    /// <summary>The <c>type</c> in the request's <c>tools</c>.</summary>
    string Type { get; }

    /// <summary>Reads one entry of <c>tools</c> and gets it ready for a run.</summary>
    /// <param name="definition">The entry.</param>
    /// <param name="param">Where it stands, such as <c>tools[1]</c>, for errors.</param>
    /// <param name="context">The run.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">400: the entry is wrong. Others: what it needs is not there.</exception>
    Task<IToolSession> OpenAsync(JsonObject definition, string param, ToolContext context, CancellationToken cancellationToken);
}
