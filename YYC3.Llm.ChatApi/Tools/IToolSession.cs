using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>One entry of <c>tools</c> during one run.</summary>
internal interface IToolSession : IAsyncDisposable
{
    /// <summary>The functions that the model is told of, as entries of Chat Completions' <c>tools</c>; their names are unique in the run.</summary>
    IReadOnlyList<JsonObject> Functions { get; }

    /// <summary>Output items that stand before the first turn, such as <c>mcp_list_tools</c>; usually none. Approved calls of an earlier response are made here.</summary>
    /// <param name="output">Where items and events go.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <returns>The results that the model is to see with the first turn.</returns>
    Task<IReadOnlyList<ToolResult>> BeginAsync(IToolOutput output, CancellationToken cancellationToken);

    /// <summary>Makes a call that the model asked for. A failure of the tool is a result that says so, not an exception.</summary>
    /// <param name="call">The call.</param>
    /// <param name="output">Where its item and events go.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <returns>What the model is to see; null: the run ends here, because somebody has to approve the call first.</returns>
    Task<ToolResult?> CallAsync(ToolCall call, IToolOutput output, CancellationToken cancellationToken);
}
