using System.Text.Json;
using System.Text.Json.Serialization;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>OpenAI's vector store object (<c>VectorStoreObject</c>). Times are whole seconds since 1970.</summary>
internal sealed record VectorStoreObject(
    string Id,
    string Object,
    long CreatedAt,
    string Name,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Description,
    long UsageBytes,
    FileCounts FileCounts,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] ExpiryPolicy? ExpiresAfter,
    long? ExpiresAt,
    long? LastActiveAt,
    JsonElement Metadata,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] EmbeddingObject? Embedding)
{
    /// <param name="store">The store.</param>
    /// <param name="now">UTC microseconds.</param>
    public static VectorStoreObject Of(VectorStoreRecord store, long now) => new(
        store.Id,
        "vector_store",
        Microseconds.ToUnixSeconds(store.CreatedAt),
        store.Name,
        store.Description,
        store.UsageBytes,
        new FileCounts(store.InProgress, store.Completed, store.Failed, 0, store.InProgress + store.Completed + store.Failed),
        store.ExpiresAt <= now ? "expired" : store.InProgress > 0 ? "in_progress" : "completed",
        store.ExpiresAfterDays is { } days ? new ExpiryPolicy("last_active_at", days) : null,
        store.ExpiresAt is { } end ? Microseconds.ToUnixSeconds(end) : null,
        Microseconds.ToUnixSeconds(store.LastActiveAt),
        JsonSerializer.Deserialize(store.Metadata, RagJson.Wire.JsonElement),
        store.Space is null ? null : new EmbeddingObject(store.Space, store.EmbeddingWeight, store.Embedded));
}
