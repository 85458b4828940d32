namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>A stored conversation. Times are UTC microseconds.</summary>
internal sealed record ConversationRow
{
    /// <summary>The name within the database.</summary>
    public long Number { get; init; }

    /// <summary><c>conv_…</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Whose: <c>user:…</c> or <c>key:…</c>.</summary>
    public required string Owner { get; init; }

    /// <summary>The owner's part of the index.</summary>
    public long Scope { get; init; }

    /// <summary>The title; null until there is a message.</summary>
    public string? Title { get; init; }

    /// <summary>Who made the title: <see cref="TitleMakers"/>.</summary>
    public string? TitleBy { get; init; }

    /// <summary>The caller's metadata, as JSON.</summary>
    public required string Metadata { get; init; }

    /// <summary>1: nothing is learnt from it, and it goes when it is idle.</summary>
    public long Temporary { get; init; }

    public long CreatedAt { get; init; }

    public long ActiveAt { get; init; }

    /// <summary>The span after which it expires; null: it stays.</summary>
    public long? ExpiresAfter { get; init; }

    /// <summary>What the span counts from: <c>last_active_at</c> or <c>created_at</c>.</summary>
    public string? ExpiresAnchor { get; init; }

    public long? ExpiresAt { get; init; }

    /// <summary>The position of the next item; the first is 1.</summary>
    public long NextPosition { get; init; }

    /// <summary>The position of the active branch's newest item.</summary>
    public long? Leaf { get; init; }
}
