namespace YYC3.Llm.ChatApi.Chat.Stored;

/// <summary>A kept chat completion.</summary>
internal sealed record StoredRow
{
    /// <summary>The name within the database, in the order of keeping.</summary>
    public long Number { get; init; }

    /// <summary>The id that the answer was sent with.</summary>
    public required string Id { get; init; }

    /// <summary>The call, <c>req_…</c>.</summary>
    public required string RequestId { get; init; }

    /// <summary>The model that answered.</summary>
    public required string Model { get; init; }

    /// <summary>The model as the caller named it.</summary>
    public required string AskedModel { get; init; }

    /// <summary>The caller's metadata, as JSON.</summary>
    public required string Metadata { get; init; }

    /// <summary>The messages that were sent, as JSON.</summary>
    public required string Messages { get; init; }

    /// <summary>The answer, as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>When it was kept, in UTC microseconds.</summary>
    public long CreatedAt { get; init; }
}
