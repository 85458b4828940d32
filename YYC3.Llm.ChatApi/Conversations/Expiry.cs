namespace YYC3.Llm.ChatApi.Conversations;

/// <summary>When a conversation goes.</summary>
/// <param name="Span">How long after the anchor, in microseconds.</param>
/// <param name="Anchor"><see cref="LastActive"/> or <see cref="Created"/>.</param>
internal sealed record Expiry(long Span, string Anchor)
{
    public const string LastActive = "last_active_at";
    public const string Created = "created_at";

    /// <summary>So long after it was last used.</summary>
    public static Expiry AfterIdle(TimeSpan idle) => new(idle.Ticks / TimeSpan.TicksPerMicrosecond, LastActive);

    /// <summary>The moment, for a conversation that was made and used at these times.</summary>
    public long At(long createdAt, long activeAt) => (Anchor == Created ? createdAt : activeAt) + Span;
}
