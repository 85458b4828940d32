using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.ChatApi.Context;

/// <summary>What a model's turn could see, before it is made to fit.</summary>
internal sealed record ContextRequest
{
    /// <summary>Who asks.</summary>
    public required CallerIdentity Caller { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public required string Model { get; init; }

    /// <summary>The instructions; kept whole, always.</summary>
    public string? Instructions { get; init; }

    /// <summary>The items before this request, oldest first, as the Responses API has them. A <c>compaction</c> item stands for all before it.</summary>
    public IReadOnlyList<JsonObject> History { get; init; } = [];

    /// <summary>The items of this request and of its tool loop so far, oldest first.</summary>
    public required IReadOnlyList<JsonObject> Input { get; init; }

    /// <summary>The declared tools, as they go to the model; counted.</summary>
    public JsonArray? Tools { get; init; }

    /// <summary>Tokens kept free for the answer; null: the model's default.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary><c>truncation</c>: whether items may be left out (<c>auto</c>); otherwise (<c>disabled</c>, the default of the API) too much is an error.</summary>
    public bool MayTruncate { get; init; }

    /// <summary><c>context_management</c>: tokens above which older turns are compacted to a summary; null: never.</summary>
    public int? CompactAbove { get; init; }

    /// <summary><c>max_context_length</c> of the caller, in tokens; null: the model's.</summary>
    public int? MaxContextLength { get; init; }

    /// <summary>The conversation; null outside of one.</summary>
    public string? Conversation { get; init; }

    /// <summary>Whether the chat is to leave nothing, and to recall nothing.</summary>
    public bool IsTemporary { get; init; }
}
