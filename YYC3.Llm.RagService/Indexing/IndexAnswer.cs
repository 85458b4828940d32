namespace YYC3.Llm.RagService.Indexing;

/// <summary>What a search found.</summary>
/// <param name="Hits">The best chunks, best first; equal scores in the order of indexing.</param>
/// <param name="Best">The score that a chunk of average length would have that holds each of the query's terms once, repeated ones counted as often as the query has them: the measure of the scores.
/// Pairs of Chinese characters that the store does not have are left out of it: most of them are no words.</param>
/// <param name="Candidates">How many chunks hold any of the terms; null: the index does not count them.</param>
internal sealed record IndexAnswer(IReadOnlyList<IndexHit> Hits, float Best, int? Candidates)
{
    /// <summary>Nothing found.</summary>
    public static IndexAnswer None { get; } = new([], 0, 0);

    /// <summary>Whether a term is a pair of Chinese characters. Words of Chinese are mostly pairs, but most pairs are no words: one that nobody wrote says nothing about the query.</summary>
    public static bool IsChinesePair(string term) => term.Length >= 2 && term[0] >= '\u2E80' && term[^1] >= '\u2E80';
}
