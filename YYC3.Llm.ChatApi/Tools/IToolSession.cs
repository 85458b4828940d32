using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>One entry of <c>tools</c> during one run.</summary>
internal interface IToolSession
{
    /// <summary>The functions that the model is told of, as entries of Chat Completions' <c>tools</c>.</summary>
    IReadOnlyList<JsonObject> Functions { get; }

    /// <summary>What the model is told before its first turn when it cannot call functions, or has been told to use this tool; null: nothing.</summary>
    /// <param name="question">The text of the last user message.</param>
    /// <param name="state">Takes the items and events of what is done for it.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <exception cref="ApiException">What the tool needs is not there, or not the caller's.</exception>
    Task<string?> PrepareAsync(string question, ResponseState state, CancellationToken cancellationToken);

    /// <summary>Makes a call that the model asked for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="state">Takes the call's item and events.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <returns>What the model gets to see; a failure of the tool is said in it.</returns>
    Task<string> CallAsync(ToolCall call, ResponseState state, CancellationToken cancellationToken);
}
