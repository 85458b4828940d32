using System.Runtime.InteropServices;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>How good one ranking is, 0–1 each.</summary>
/// <param name="Ndcg">nDCG of the first ten: the sum of grade / log2(place + 1), over that of the best ranking there could be (as trec_eval counts it).</param>
/// <param name="Recall">The share of what is relevant that is among the first hundred.</param>
/// <param name="ReciprocalRank">One over the place of the first relevant one among the first ten; 0 without any.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Quality(double Ndcg, double Recall, double ReciprocalRank)
{
    private const int Top = 10;
    private const int Deep = 100;

    /// <summary>Judges a ranking.</summary>
    /// <param name="ranking">Ids, best first, each once.</param>
    /// <param name="grades">What is relevant, and how well; not empty.</param>
    public static Quality Of(IEnumerable<string> ranking, IReadOnlyDictionary<string, double> grades)
    {
        var (gain, found, first, place) = (0.0, 0, 0, 0);
        foreach (var id in ranking.Take(Deep))
        {
            place++;
            if (!grades.TryGetValue(id, out var grade))
            {
                continue;
            }

            found++;
            if (place <= Top)
            {
                gain += grade / Math.Log2(place + 1);
                first = first == 0 ? place : first;
            }
        }

        var ideal = grades.Values.OrderDescending().Take(Top).Select((grade, index) => grade / Math.Log2(index + 2)).Sum();
        return new Quality(gain / ideal, (double)found / grades.Count, first == 0 ? 0 : 1.0 / first);
    }
}
