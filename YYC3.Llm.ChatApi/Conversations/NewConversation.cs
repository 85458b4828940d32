namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>What a new conversation is made with.</summary>
internal sealed record NewConversation
{
    /// <summary>The title that the caller gave; null: the first message makes one.</summary>
    public string? Title { get; init; }

    /// <summary>The caller's metadata, as JSON.</summary>
    public string Metadata { get; init; } = "{}";

    /// <summary>Whether nothing is to be learnt from it.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>When it goes; null: it stays.</summary>
    public Expiry? Expiry { get; init; }

    /// <summary>When it was made, in microseconds, where it comes from elsewhere; null: now.</summary>
    public long? CreatedAt { get; init; }

    /// <summary>When it was last used, in microseconds, where it comes from elsewhere; null: now.</summary>
    public long? ActiveAt { get; init; }
}
