using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>What became of one chunk.</summary>
/// <param name="VectorStoreId">Its store.</param>
/// <param name="ChunkId">The chunk.</param>
/// <param name="TextRank">Its place by words, from 1; null: not found so.</param>
/// <param name="TextScore">Its relevance by words.</param>
/// <param name="EmbeddingRank">Its place by vectors; null: not found so.</param>
/// <param name="EmbeddingScore">Its cosine.</param>
/// <param name="FusedScore">Both together.</param>
/// <param name="Rank">Its place in the answer, from 1; null: it is not in it.</param>
/// <param name="Dropped">Why not: <c>overlap</c>, <c>score_threshold</c> or <c>max_num_results</c>.</param>
internal sealed record CandidateTrace(
    string VectorStoreId,
    string ChunkId,
    int? TextRank,
    double? TextScore,
    int? EmbeddingRank,
    double? EmbeddingScore,
    double FusedScore,
    int? Rank,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Dropped)
{
    private const int Most = 100;

    /// <summary>What became of the best candidates of a search.</summary>
    /// <param name="found">What the stores gave.</param>
    /// <param name="ordered">All passages that were read and say something of their own, in their last order.</param>
    /// <param name="best">The answer.</param>
    /// <param name="threshold">The lowest score of an answer.</param>
    public static IReadOnlyList<CandidateTrace> Of(IReadOnlyList<StoreFindings> found, IReadOnlyList<Passage> ordered, IReadOnlyList<Passage> best, double threshold)
    {
        var scores = ordered.ToDictionary(Key, passage => passage.Score);
        var ranks = best.Select((passage, index) => (Key: Key(passage), Rank: index + 1)).ToDictionary(one => one.Key, one => one.Rank);
        return [.. found
            .SelectMany(store => store.Fused.Take((2 * Most) + ordered.Count).Select(one => (store.StoreId, store.Candidates.View, One: one)))
            .OrderByDescending(entry => entry.One.Score)
            .Take(Most)
            .Select(entry =>
            {
                var one = entry.One;
                var key = (entry.StoreId, one.Generation, (long)one.Ordinal);
                int? rank = ranks.TryGetValue(key, out var place) ? place : null;
                var worst = ordered.Count > 0 ? ordered[^1].Score : 0;
                var dropped = rank is not null ? null
                    : scores.TryGetValue(key, out var score) ? score < threshold ? "score_threshold" : "max_num_results"
                    : one.Score > worst ? "overlap" : "max_num_results";
                return new CandidateTrace(
                    entry.StoreId,
                    entry.View.Files[one.Generation].ChunkId(one.Ordinal),
                    one.LexicalRank > 0 ? one.LexicalRank : null,
                    one.LexicalRank > 0 ? Math.Round(one.Lexical, 6) : null,
                    one.DenseRank > 0 ? one.DenseRank : null,
                    one.DenseRank > 0 ? Math.Round(one.Cosine, 6) : null,
                    Math.Round(one.Score, 6),
                    rank,
                    dropped);
            })];
    }

    private static (string StoreId, long Generation, long Ordinal) Key(Passage passage) => (passage.StoreId, passage.Chunk.Generation, passage.Chunk.Ordinal);
}
