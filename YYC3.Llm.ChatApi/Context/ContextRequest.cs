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

    /// <summary>What of the instructions did not come from the caller; their texts stand in <see cref="Instructions"/> already.</summary>
    public IReadOnlyList<ContextSection> Sections { get; init; } = [];

    /// <summary>The items before this request, oldest first. A <c>compaction</c> item stands for all before it.</summary>
    public IReadOnlyList<JsonObject> History { get; init; } = [];

    /// <summary>The items of this request and of its tool loop so far, oldest first.</summary>
    public required IReadOnlyList<JsonObject> Input { get; init; }

    /// <summary>The declared tools, as they go to the model; counted.</summary>
    public IReadOnlyList<JsonObject> Tools { get; init; } = [];

    /// <summary>Tokens kept free for the answer; null: the setting's.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>Whether items may be left out (<c>truncation: auto</c>); otherwise too much is an error.</summary>
    public bool MayTruncate { get; init; }

    /// <summary>Tokens above which older turns are compacted to a summary; null: never.</summary>
    public int? CompactAbove { get; init; }

    /// <summary>The caller's own bound in tokens; null: the model's window.</summary>
    public int? MaxContextLength { get; init; }
}
