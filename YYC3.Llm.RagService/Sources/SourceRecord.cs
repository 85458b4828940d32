namespace YYC3.Llm.RagService.Sources;

/// <summary>A source, as stored. Times are UTC microseconds.</summary>
/// <param name="Id">Its id, <c>src_…</c>.</param>
/// <param name="StoreId">The vector store that follows it.</param>
/// <param name="Type">The name of its <see cref="ISourceReader"/>.</param>
/// <param name="Location">A folder or an address.</param>
/// <param name="Patterns">Which of its documents, as a JSON array of patterns such as <c>**/*.md</c>; empty: all.</param>
/// <param name="IntervalSeconds">How often it is looked at.</param>
/// <param name="ChunkTokens">How large chunks become.</param>
/// <param name="OverlapTokens">How far they overlap.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="SyncedAt">When it was last looked at; null: not yet.</param>
/// <param name="Error">Why the last look failed, or what of it did; null: it did not.</param>
/// <param name="Documents">How many documents it has.</param>
[method: Dapper.ExplicitConstructor]
internal sealed record SourceRecord(
    string Id, string StoreId, string Type, string Location, string Patterns, long IntervalSeconds, long ChunkTokens, long OverlapTokens, long CreatedAt, long? SyncedAt, string? Error, long Documents);
