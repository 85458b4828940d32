namespace YYC3.Llm.RagService.Indexing;

/// <summary>What a search found.</summary>
/// <param name="Hits">The best chunks, best first; equal scores in the order of indexing.</param>
/// <param name="Best">The score that a chunk of average length would have that holds each of the query's terms once: the measure of the scores.
/// Pairs of Chinese characters that the store does not have are left out of it: most of them are no words.</param>
/// <param name="Candidates">How many chunks hold any of the terms.</param>
internal sealed record IndexAnswer(IReadOnlyList<IndexHit> Hits, float Best, int Candidates)
{
    /// <summary>Nothing found.</summary>
    public static IndexAnswer None { get; } = new([], 0, 0);
}
