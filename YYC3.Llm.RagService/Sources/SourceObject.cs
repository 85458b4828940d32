using System.Text.Json;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.Sources;

/// <summary>A source of a vector store (an addition of ours). Times are seconds since 1970.</summary>
internal sealed record SourceObject(
    string Id,
    string Object,
    long CreatedAt,
    string VectorStoreId,
    string Type,
    string Location,
    JsonElement Patterns,
    long IntervalSeconds,
    ChunkingObject ChunkingStrategy,
    long? LastSyncedAt,
    string? LastError,
    long Documents)
{
    public static SourceObject Of(SourceRecord source) => new(
        source.Id,
        "vector_store.source",
        Microseconds.ToUnixSeconds(source.CreatedAt),
        source.StoreId,
        source.Type,
        source.Location,
        JsonSerializer.Deserialize(source.Patterns, RagJson.Wire.JsonElement),
        source.IntervalSeconds,
        new ChunkingObject("static", new ChunkSizes(source.ChunkTokens, source.OverlapTokens)),
        source.SyncedAt is { } synced ? Microseconds.ToUnixSeconds(synced) : null,
        source.Error,
        source.Documents);
}
