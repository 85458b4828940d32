namespace YYC3.Llm.RagService.Retrieval;

/// <summary>What a search asks a store first.</summary>
/// <param name="Version">Its version.</param>
/// <param name="LastActiveAt">When its use was last noted, in UTC microseconds.</param>
/// <param name="ExpiresAfterDays">Days without use after which it ends; null: never.</param>
/// <param name="Space">The embedding space that its searches use; null: none.</param>
/// <param name="EmbeddingWeight">What vectors weigh against words, 0–1; null: the default.</param>
internal sealed record StoreHead(long Version, long LastActiveAt, long? ExpiresAfterDays, string? Space, double? EmbeddingWeight)
{
    /// <summary>Whether its time is over.</summary>
    /// <param name="now">UTC microseconds.</param>
    public bool IsExpired(long now) => LastActiveAt + (ExpiresAfterDays * 24 * 60 * 60 * 1_000_000) <= now;
}
