using YYC3.Llm.ServiceDefaults.Storage;

namespace YYC3.Llm.RagService.VectorStores.Batches;

/// <summary>OpenAI's vector store file batch. A file that was taken out of the store since counts as cancelled.</summary>
internal sealed record BatchObject(string Id, string Object, long CreatedAt, string VectorStoreId, string Status, FileCounts FileCounts)
{
    public static BatchObject Of(BatchRecord batch) => new(
        batch.Id, "vector_store.files_batch", Microseconds.ToUnixSeconds(batch.CreatedAt), batch.StoreId, batch.Status,
        new FileCounts(batch.InProgress, batch.Completed, batch.Failed, batch.Total - batch.InProgress - batch.Completed - batch.Failed, batch.Total));
}
