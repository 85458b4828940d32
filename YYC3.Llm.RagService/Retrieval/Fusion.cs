using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>
/// Joins what words and vectors found by a convex combination of their scores: <c>(1 − w) · words + w · vectors</c>
/// (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", ACM TOIS 42(1), 2023).
/// </summary>
/// <remarks>
/// Words' scores are <see cref="Relevance"/>, which has a fixed scale. Cosines have none: models place unrelated texts anywhere between 0 and 0.8. The farthest
/// of the candidates is taken for unrelated, so a vector's score is <c>(cosine − farthest) / (1 − farthest)</c>: an absolute measure, and not one
/// that makes the nearest of the unrelated ones perfect.
/// </remarks>
internal static class Fusion
{
    /// <summary>The joint list, best first.</summary>
    /// <param name="lexical">Found by words, best first.</param>
    /// <param name="dense">Found by vectors, nearest first.</param>
    /// <param name="weight">What vectors weigh, 0–1; without any, words weigh all.</param>
    public static List<Fused> Fuse(IReadOnlyList<Candidate> lexical, IReadOnlyList<Candidate> dense, double weight)
    {
        weight = dense.Count == 0 ? 0 : weight;
        var found = new Dictionary<(long, int), Fused>(lexical.Count + dense.Count);
        for (var i = 0; i < lexical.Count; i++)
        {
            var one = lexical[i];
            found[(one.Generation, one.Ordinal)] = new Fused(one.Generation, one.Ordinal, (1 - weight) * one.Score, i + 1, one.Score, 0, 0);
        }

        var floor = dense.Count < 2 ? 0 : Math.Max(0, dense[^1].Score);
        for (var i = 0; i < dense.Count; i++)
        {
            var one = dense[i];
            var near = floor >= 1 ? 0 : Math.Clamp((one.Score - floor) / (1 - floor), 0, 1);
            ref var entry = ref CollectionsMarshal.GetValueRefOrAddDefault(found, (one.Generation, one.Ordinal), out var isKnown);
            entry = (isKnown ? entry : new Fused(one.Generation, one.Ordinal, 0, 0, 0, 0, 0)) with { DenseRank = i + 1, Cosine = one.Score };
            entry = entry with { Score = entry.Score + (weight * near) };
        }

        return [.. found.Values.Where(one => one.Score > 0).OrderByDescending(one => one.Score).ThenBy(one => one.Generation).ThenBy(one => one.Ordinal)];
    }

    /// <summary>The lists of several queries as one: each chunk by the query that it fits best.</summary>
    public static List<Fused> Best(IReadOnlyList<List<Fused>> lists) => lists.Count == 1
        ? lists[0]
        : [.. lists.SelectMany(list => list)
            .GroupBy(one => (one.Generation, one.Ordinal))
            .Select(group => group.MaxBy(one => one.Score))
            .OrderByDescending(one => one.Score).ThenBy(one => one.Generation).ThenBy(one => one.Ordinal)];
}
