using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Runs;

/// <summary>Where a run writes what happens in it.</summary>
internal interface IRunEvents
{
    /// <summary>Numbers an event, logs it and tells the subscribers. After the last one (<see cref="RunEvent.IsLast"/>) there is no other.</summary>
    /// <param name="body">The event; its <c>type</c> is set, its <c>sequence_number</c> is set here.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    ValueTask EmitAsync(JsonObject body, CancellationToken cancellationToken);
}
