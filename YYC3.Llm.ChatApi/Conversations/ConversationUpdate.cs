namespace YYC3.Llm.ChatApi.Conversations;

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
