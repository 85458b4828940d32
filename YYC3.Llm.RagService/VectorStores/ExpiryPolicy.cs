namespace YYC3.Llm.RagService.VectorStores;

/// <summary>When a store ends.</summary>
/// <param name="Anchor">Always <c>last_active_at</c>.</param>
/// <param name="Days">1–365.</param>
internal sealed record ExpiryPolicy(string Anchor, long Days);
