using System.Text.Json;
using System.Text.Json.Serialization;
using YYC3.Llm.RagService.Wire;
using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.VectorStores;

/// <summary>OpenAI's vector store file object (<c>VectorStoreFileObject</c>).</summary>
/// <remarks><paramref name="Progress"/> is an addition of ours: how far a file that is <c>in_progress</c> was read, 0–1.</remarks>
internal sealed record AttachmentObject(
    string Id,
    string Object,
    long UsageBytes,
    long CreatedAt,
    string VectorStoreId,
    string Status,
    AttachmentError? LastError,
    ChunkingObject ChunkingStrategy,
    JsonElement Attributes,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] double? Progress)
{
    public static AttachmentObject Of(AttachmentRecord attachment) => new(
        attachment.FileId,
        "vector_store.file",
        attachment.UsageBytes,
        Microseconds.ToUnixSeconds(attachment.CreatedAt),
        attachment.StoreId,
        attachment.Status,
        attachment.ErrorCode is { } code ? new AttachmentError(code, attachment.ErrorMessage ?? "") : null,
        new ChunkingObject("static", new ChunkSizes(attachment.ChunkTokens, attachment.OverlapTokens)),
        JsonSerializer.Deserialize(attachment.Attributes, RagJson.Wire.JsonElement),
        attachment.Status == AttachmentStatus.InProgress ? Math.Round(attachment.Progress, 4) : null);
}
