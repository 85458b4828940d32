using YYC3.Llm.RagService.Ingestion;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>A chunk that was found.</summary>
/// <param name="StoreId">The store.</param>
/// <param name="File">The file.</param>
/// <param name="Chunk">The chunk.</param>
/// <param name="Score">How well it fits, 0–1.</param>
internal sealed record Passage(string StoreId, ViewFile File, ChunkRow Chunk, double Score)
{
    /// <summary>The result as callers see it.</summary>
    /// <param name="withStore">Whether it names its store.</param>
    public SearchResult ToResult(bool withStore) => new(
        File.Id,
        File.Name,
        Math.Round(Score, 6),
        File.Attributes,
        [new SearchContent("text", Chunk.Text, Chunk.Page, Chunk.Heading, Chunk.TableHeader, new SearchSpan(Chunk.SpanStart, Chunk.SpanEnd), File.ChunkId(Chunk.Ordinal))],
        withStore ? StoreId : null);
}
