using System.Text.Json.Serialization;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>How good some rankings are on the average.</summary>
/// <param name="Ndcg">nDCG of the first ten.</param>
/// <param name="Recall">Recall of the first hundred.</param>
/// <param name="Mrr">The mean reciprocal rank of the first relevant one of the first ten.</param>
internal sealed record EvaluationMetrics(
    [property: JsonPropertyName("ndcg@10")] Estimated Ndcg, [property: JsonPropertyName("recall@100")] Estimated Recall, [property: JsonPropertyName("mrr@10")] Estimated Mrr)
{
    /// <summary>The means of some queries' qualities.</summary>
    public static EvaluationMetrics Of(IReadOnlyList<Quality> qualities, int seed) => new(
        Bootstrap.Mean([.. qualities.Select(one => one.Ndcg)], seed),
        Bootstrap.Mean([.. qualities.Select(one => one.Recall)], seed),
        Bootstrap.Mean([.. qualities.Select(one => one.ReciprocalRank)], seed));

    /// <summary>The means of the differences, query by query.</summary>
    public static EvaluationMetrics Difference(IReadOnlyList<Quality> after, IReadOnlyList<Quality> before, int seed) => Of(
        [.. after.Zip(before, (one, other) => new Quality(one.Ndcg - other.Ndcg, one.Recall - other.Recall, one.ReciprocalRank - other.ReciprocalRank))], seed);
}
