namespace YYC3.Llm.ChatApi.Access;

/// <summary>What was found out about a key, and when.</summary>
/// <param name="state">What became of it.</param>
/// <param name="principal">Whom it stands for; null when there is no such key.</param>
/// <param name="expiresAt">When it stops; null: never.</param>
/// <param name="checkedAt">When the database said so, as a timestamp of the time provider.</param>
internal sealed class KeyEntry(KeyState state, Principal? principal, DateTimeOffset? expiresAt, long checkedAt)
{
    private int refreshing;
    private long usedAt;

    public KeyState State => state;

    public Principal? Principal => principal;

    public DateTimeOffset? ExpiresAt => expiresAt;

    public long CheckedAt => checkedAt;

    /// <summary>True for one caller: the one who looks the key up again.</summary>
    public bool ClaimRefresh() => Volatile.Read(ref refreshing) == 0 && Interlocked.Exchange(ref refreshing, 1) == 0;

    /// <summary>True for one call in every <paramref name="interval"/>: the one that leaves a note of the use.</summary>
    /// <param name="now">UTC ticks.</param>
    /// <param name="interval">In ticks.</param>
    public bool ClaimUse(long now, long interval)
    {
        var last = Volatile.Read(ref usedAt);
        return now - last >= interval && Interlocked.CompareExchange(ref usedAt, now, last) == last;
    }
}
