using System.Text.Json.Nodes;

namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>A stored item.</summary>
internal sealed record ItemRow
{
    /// <summary>Its place in the order in which items came; from 1.</summary>
    public long Position { get; init; }

    /// <summary>Its id, <c>msg_…</c> and the like; unique within the conversation.</summary>
    public required string Id { get; init; }

    /// <summary>The position of the item before; null for a first one.</summary>
    public long? Parent { get; init; }

    /// <summary>1: it is of the active branch.</summary>
    public long Active { get; init; }

    /// <summary>The response that it is of; null when added by hand.</summary>
    public string? Response { get; init; }

    public long CreatedAt { get; init; }

    /// <summary>The item, as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>The item.</summary>
    public JsonObject Item() => JsonNode.Parse(Body)!.AsObject();
}
