namespace YYC3.Llm.RagService.Retrieval;

/// <summary>
/// Turns BM25 scores, which have no upper bound that a caller could know, into OpenAI's <c>score</c> from 0 to 1.
/// </summary>
/// <remarks>
/// <c>x = BM25 / Σ idf</c> over the query's terms is 1 for a passage of average length that has each of them once, and stays below 2.2 (k1 + 1).
/// The score is <c>1 − (1 − x / 2.2)²</c>: 0.70 for that passage, 0.40 for one with half of the query's weight, near 1 for one that is all about it.
/// It keeps the order, does not change with the number of documents, and can be compared between stores.
/// </remarks>
internal static class Relevance
{
    private const double Bound = ServiceDefaults.Text.Bm25.K1 + 1;

    /// <summary>The score.</summary>
    /// <param name="bm25">The passage's BM25.</param>
    /// <param name="best">The sum of the query's idf.</param>
    public static double Of(float bm25, float best)
    {
        if (best <= 0f)
        {
            return 0;
        }

        var missing = 1 - Math.Clamp(bm25 / best / Bound, 0, 1);
        return 1 - (missing * missing);
    }
}
