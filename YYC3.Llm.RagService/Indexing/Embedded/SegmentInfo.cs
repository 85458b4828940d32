namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>A segment without its bytes.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Generation">The generation that it holds alone; 0 after a merge.</param>
/// <param name="Documents">How many documents it has, removed ones counted.</param>
/// <param name="Bytes">Its size.</param>
internal sealed record SegmentInfo(long Id, long Generation, long Documents, long Bytes);
