using System.Buffers;
using System.Text;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Indexing.Embedded;

/// <summary>BM25 over a snapshot: every document that has a term gets its share, then the best are picked.</summary>
internal static class LexicalSearch
{
    public static IndexAnswer Run(IndexSnapshot snapshot, IndexQuery query)
    {
        if (snapshot.LiveCount == 0)
        {
            return IndexAnswer.None;
        }

        var scores = ArrayPool<float>.Shared.Rent(snapshot.Size);
        var scratch = ArrayPool<int>.Shared.Rent(2 * snapshot.Size);
        try
        {
            scores.AsSpan(0, snapshot.Size).Clear();
            Span<byte> utf8 = stackalloc byte[Encoding.UTF8.GetMaxByteCount(TextAnalyzer.MaxTermLength)];
            var best = 0f;
            foreach (var (term, times) in query.Terms.CountBy(term => term, StringComparer.Ordinal))
            {
                var (idf, documents) = snapshot.Score(utf8[..Encoding.UTF8.GetBytes(term, utf8)], times, scores, scratch);
                best += documents > 0 || !IndexAnswer.IsChinesePair(term) ? idf * times : 0f;
            }

            var (hits, candidates) = Pick(snapshot, scores.AsSpan(0, snapshot.Size), query);
            return new IndexAnswer(hits, best, candidates);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scores);
            ArrayPool<int>.Shared.Return(scratch);
        }
    }

    private static (List<IndexHit> Hits, int Candidates) Pick(IndexSnapshot snapshot, ReadOnlySpan<float> scores, IndexQuery query)
    {
        // The worst of the best is at the head; of equal scores the later document is the worse one.
        var best = new PriorityQueue<int, (float Score, int Order)>(query.Limit + 1);
        var (candidates, floor) = (0, 0f);
        for (var document = 0; document < scores.Length; document++)
        {
            var score = scores[document];
            if (score <= 0f)
            {
                continue;
            }

            candidates++;
            if ((score <= floor && best.Count == query.Limit) || (query.Allowed is { } allowed && !allowed.Contains(snapshot.Identify(document).Generation)))
            {
                continue;
            }

            best.Enqueue(document, (score, -document));
            if (best.Count > query.Limit)
            {
                best.Dequeue();
            }

            best.TryPeek(out _, out var worst);
            floor = worst.Score;
        }

        var hits = new List<IndexHit>(best.Count);
        while (best.TryDequeue(out var document, out var rank))
        {
            var (generation, ordinal) = snapshot.Identify(document);
            hits.Add(new IndexHit(generation, ordinal, rank.Score));
        }

        hits.Reverse();
        return (hits, candidates);
    }
}
