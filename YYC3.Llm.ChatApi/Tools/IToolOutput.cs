using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Tools;

/// <summary>The output of a run, as a tool adds to it.</summary>
internal interface IToolOutput
{
    /// <summary>Begins an output item: <c>response.output_item.added</c>.</summary>
    /// <param name="item">The item as it stands now; its <c>id</c> and <c>type</c> are set.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    Task AddAsync(JsonObject item, CancellationToken cancellationToken);

    /// <summary>Tells of progress of the item begun last, such as <c>response.file_search_call.searching</c>. <c>item_id</c> and <c>output_index</c> are set here.</summary>
    /// <param name="type">The event's type.</param>
    /// <param name="more">Further fields; null for none.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    Task TellAsync(string type, JsonObject? more, CancellationToken cancellationToken);

    /// <summary>Ends the item begun last: <c>response.output_item.done</c>.</summary>
    /// <param name="item">The item as it is stored.</param>
    /// <param name="cancellationToken">The run is cancelled.</param>
    Task DoneAsync(JsonObject item, CancellationToken cancellationToken);

    /// <summary>A new id for an item.</summary>
    /// <param name="prefix">Such as <c>fs</c>, <c>mcp</c>, <c>mcpl</c>, <c>mcpr</c>.</param>
    string NewId(string prefix);
}
