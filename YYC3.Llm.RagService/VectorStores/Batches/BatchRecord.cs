namespace YYC3.Llm.RagService.VectorStores.Batches;

/// <summary>Files that were added to a vector store together, as stored, and how far they are.</summary>
internal sealed record BatchRecord(string Id, string StoreId, long Cancelled, long CreatedAt, long Total, long InProgress, long Completed, long Failed)
{
    /// <summary>OpenAI's status of the whole.</summary>
    public string Status => Cancelled == 1 ? AttachmentStatus.Cancelled : InProgress > 0 ? AttachmentStatus.InProgress : Failed == Total && Total > 0 ? AttachmentStatus.Failed : AttachmentStatus.Completed;
}
