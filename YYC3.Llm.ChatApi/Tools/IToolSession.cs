using System.Text.Json.Nodes;
using YYC3.Llm.ChatApi.Responses.Running;
using YYC3.Llm.ServiceDefaults.Errors;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>One entry of <c>tools</c> during one run.</summary>
internal interface IToolSession : IAsyncDisposable
{
    /// <summary>The functions that the model is told of, as entries of Chat Completions' <c>tools</c>; known once <see cref="BeginAsync"/> has come back.</summary>
    IReadOnlyList<JsonObject> Functions { get; }

    /// <summary>The tool as the response shows it, in terms of OpenAI's schema and without secrets.</summary>
    /// <param name="definition">The request's entry.</param>
    IEnumerable<JsonObject> Show(JsonObject definition) => [definition];

    /// <summary>Makes ready before the first turn: finds out what there is, and does what the caller has decided since the last response.</summary>
    /// <param name="items">The history and the request's items, oldest first.</param>
    /// <param name="state">Takes the items and events of what is done.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <exception cref="ApiException">What the tool needs is not there.</exception>
    Task BeginAsync(IReadOnlyList<JsonObject> items, ResponseState state, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What the model is told before its first turn when it cannot call functions, or has been told to use this tool; null: nothing.</summary>
    /// <param name="question">The text of the last user message.</param>
    /// <param name="state">Takes the items and events of what is done for it.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <exception cref="ApiException">What the tool needs is not there, or not the caller's.</exception>
    Task<string?> PrepareAsync(string question, ResponseState state, CancellationToken cancellationToken) => Task.FromResult<string?>(null);

    /// <summary>Makes a call that the model asked for.</summary>
    /// <param name="call">The call.</param>
    /// <param name="state">Takes the call's item and events.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    /// <returns>What the model gets to see; a failure of the tool is said in it. Null: the caller has to decide first, and the response ends here.</returns>
    Task<string?> CallAsync(ToolCall call, ResponseState state, CancellationToken cancellationToken);

    /// <summary>Chat Completions' <c>tool_choice</c> for one that names this tool; null: the model decides.</summary>
    /// <param name="choice">The request's <c>tool_choice</c>.</param>
    JsonNode? Force(JsonObject choice) => null;

    ValueTask IAsyncDisposable.DisposeAsync() => ValueTask.CompletedTask;
}
