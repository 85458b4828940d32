using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using YYC3.Llm.ServiceDefaults.Text;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>
/// BM25 by Qdrant: its sparse vectors choose the candidates, with the idf of the store alone; their scores are then computed anew with the store's
/// true average length, so that they are those of the embedded index. One call: the search, and for each term the best chunk by it, whose
/// score tells the idf that Qdrant counted.
/// </summary>
internal sealed class QdrantTermSearch(QdrantClient client, QdrantCollections collections)
{
    // The order for a fixed average is near that for the true one: the best are among these.
    private const int Spare = 50;

    public async Task<IndexAnswer> RunAsync(IndexScope scope, IndexQuery query, CancellationToken cancellationToken)
    {
        if (query.View.Chunks == 0)
        {
            return IndexAnswer.None;
        }

        var terms = query.Terms.CountBy(term => term, StringComparer.Ordinal).Select(term => (Term: term.Key, Index: TermVector.Index(term.Key), Times: term.Value)).DistinctBy(term => term.Index).ToList();
        var corpus = QdrantFilter.Of(scope, query.View.Generations);
        var filter = query.Allowed is null ? corpus : QdrantFilter.Of(scope, query.Allowed);
        var searches = new JsonArray(Search([.. terms.Select(term => (term.Index, (float)term.Times))], filter, corpus, query.Limit + Spare));
        foreach (var term in terms)
        {
            searches.Add((JsonNode)Search([(term.Index, 1f)], corpus, corpus, 1));
        }

        JsonElement answer;
        try
        {
            answer = await client.CallAsync(HttpMethod.Post, $"collections/{collections.NameOfTerms()}/points/query/batch", new JsonObject { ["searches"] = searches }, cancellationToken);
        }
        catch (QdrantException failure) when (failure.Status == HttpStatusCode.NotFound)
        {
            return IndexAnswer.None; // Nothing was ever indexed.
        }

        var weights = new Dictionary<uint, float>(terms.Count);
        var best = 0f;
        for (var i = 0; i < terms.Count; i++)
        {
            var (term, index, times) = terms[i];
            var withTerm = CountOf(answer[i + 1], index, query.View.Chunks);
            var idf = Bm25.Idf(query.View.Chunks, withTerm);
            weights[index] = times * idf;
            best += withTerm > 0 || !IndexAnswer.IsChinesePair(term) ? idf * times : 0f;
        }

        var average = Math.Max(1f, (float)query.View.Terms / query.View.Chunks);
        var hits = answer[0].GetProperty("points").EnumerateArray()
            .Select(point => QdrantPoint.Hit(point) with { Score = Score(point, weights, average) })
            .OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Generation).ThenBy(hit => hit.Ordinal)
            .Take(query.Limit)
            .ToList();
        return new IndexAnswer(hits, best, Candidates: null);
    }

    private static JsonObject Search(IReadOnlyList<(uint Index, float Value)> vector, JsonObject filter, JsonObject corpus, int limit) => new()
    {
        ["query"] = new JsonObject
        {
            ["indices"] = new JsonArray([.. vector.Select(one => (JsonNode)one.Index)]),
            ["values"] = new JsonArray([.. vector.Select(one => (JsonNode)one.Value)]),
        },
        ["using"] = QdrantCollections.Terms,
        ["filter"] = filter.DeepClone(),
        ["params"] = new JsonObject { ["idf"] = new JsonObject { ["corpus"] = corpus.DeepClone() } },
        ["limit"] = limit,
        ["with_payload"] = true,
        ["with_vector"] = new JsonArray(QdrantCollections.Terms),
    };

    // Its score is idf × value, and idf = ln(1 + (N − n + ½) / (n + ½)).
    private static long CountOf(JsonElement found, uint index, long chunks)
    {
        if (found.GetProperty("points").EnumerateArray().FirstOrDefault() is not { ValueKind: JsonValueKind.Object } point)
        {
            return 0;
        }

        var value = Values(point).First(one => one.Index == index).Value;
        var count = ((chunks + 1) / Math.Exp(point.GetProperty("score").GetDouble() / value)) - 0.5;
        return Math.Clamp((long)Math.Round(count), 1, chunks);
    }

    private static float Score(JsonElement point, Dictionary<uint, float> weights, float average)
    {
        var (length, score) = (QdrantPoint.LengthOf(point), 0f);
        foreach (var (index, value) in Values(point))
        {
            if (weights.TryGetValue(index, out var weight))
            {
                score += weight * Bm25.TermWeight(TermVector.Frequency(value, length), length, average);
            }
        }

        return score;
    }

    private static IEnumerable<(uint Index, float Value)> Values(JsonElement point)
    {
        var vector = point.GetProperty("vector").GetProperty(QdrantCollections.Terms);
        return vector.GetProperty("indices").EnumerateArray().Select(index => index.GetUInt32()).Zip(vector.GetProperty("values").EnumerateArray().Select(value => value.GetSingle()));
    }
}
