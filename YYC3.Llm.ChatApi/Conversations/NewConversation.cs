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

/// <summary>What changes in a conversation.</summary>
internal sealed record ConversationUpdate
{
    /// <summary>The metadata, whole, as JSON; null: as it is.</summary>
    public string? Metadata { get; init; }

    /// <summary>The title; null: as it is.</summary>
    public string? Title { get; init; }

    /// <summary>Who made the title.</summary>
    public string TitleBy { get; init; } = TitleMakers.Caller;

    /// <summary>Whether <see cref="Expiry"/> is to be set.</summary>
    public bool ChangesExpiry { get; init; }

    /// <summary>When it goes; null: it stays.</summary>
    public Expiry? Expiry { get; init; }
}

/// <summary>An item that is to be stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Body">The item, as JSON.</param>
/// <param name="Text">What a search finds it by; empty: not at all.</param>
internal sealed record NewItem(string Id, string Body, string Text);
