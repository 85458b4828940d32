namespace YYC3.Llm.ServiceDefaults.Text;

/// <summary>
/// The BM25 score of a document for a query: the sum, over the query's terms, of <see cref="Idf"/> × <see cref="TermWeight"/>.
/// </summary>
/// <remarks>
/// S. Robertson and H. Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the idf that Lucene uses,
/// <c>ln(1 + (N − n + ½) / (n + ½))</c>, which is never negative. A document's part and the collection's part are separate,
/// because a vector store (Qdrant's <c>idf</c> modifier) keeps the first with the document and applies the second at query time.
/// </remarks>
public static class Bm25
{
    /// <summary>How soon more of the same term stops counting (k1): 1.2, Lucene's and the paper's default.</summary>
    public const float K1 = 1.2f;

    /// <summary>How far a long document's terms count less (b), from 0 (not at all) to 1 (in proportion): 0.75, Lucene's default.</summary>
    public const float B = 0.75f;

    /// <summary>How much a term tells: high for a rare one, near 0 for one that every document has.</summary>
    /// <param name="documents">The number of documents in the collection (N).</param>
    /// <param name="withTerm">The number of them that contain the term (n), 0 to <paramref name="documents"/>.</param>
    public static float Idf(long documents, long withTerm) =>
        MathF.Log(1f + ((documents - withTerm + 0.5f) / (withTerm + 0.5f)));

    /// <summary>How much a document is about a term, from 0 (it lacks the term) to below <c>k1 + 1</c>.</summary>
    /// <param name="frequency">How often the term occurs in the document.</param>
    /// <param name="length">The document's length in terms, all occurrences counted.</param>
    /// <param name="averageLength">The collection's mean of that length; greater than 0.</param>
    public static float TermWeight(int frequency, int length, float averageLength) =>
        frequency * (K1 + 1f) / (frequency + (K1 * (1f - B + (B * length / averageLength))));
}
