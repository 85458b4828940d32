using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Retrieval;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Evaluations;

/// <summary>
/// Measures a store's searches by labelled queries, and finds what vectors should weigh: on half of the queries, compared on the other half, so that
/// what fits the first half by chance does not count.
/// </summary>
internal sealed class Evaluator(StoreSearcher searcher, QuestionWriter writer, EvaluationStore store, IOptions<RetrievalOptions> options, TimeProvider time)
{
    // A file's other chunks take places, too: a hundred files need more chunks.
    private const int Depth = 500;

    // What is tried, besides what is.
    private static readonly double[] Weights = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

    // Fewer queries than this decide nothing.
    private const int LeastToTune = 10;

    /// <summary>Evaluates a store.</summary>
    /// <exception cref="ApiException">400: a label names what the store does not have. 404: there is no such store.</exception>
    public async Task<EvaluationObject> RunAsync(TenantId tenant, string storeId, EvaluationRequest request, CancellationToken cancellationToken)
    {
        var queries = request.Queries.Count > 0 ? request.Queries : await writer.WriteAsync(tenant, storeId, request.Generate, request.Model, request.Seed, cancellationToken);
        var found = new List<Rankings>(queries.Count);
        StoreHead? head = null;
        for (var i = 0; i < queries.Count; i++)
        {
            var (query, index) = (queries[i], i);
            var (rankings, _) = await searcher.SearchAsync(
                tenant,
                storeId,
                "vector_store_id",
                [Query.Of(query.Text)],
                filter: null,
                Depth,
                candidates =>
                {
                    head = candidates.Head;
                    Require(candidates.View, query, index);
                    return Task.FromResult(Rank(candidates, query, Weights.Append(Current(candidates.Head)).Append(request.EmbeddingWeight ?? 0).Distinct()));
                },
                cancellationToken);
            found.Add(rankings);
        }

        var current = Current(head!);
        var now = found.ConvertAll(rankings => rankings.At[current]);
        var proposed = found.Exists(rankings => rankings.HasVectors) ? Propose(request, found, current) : null;
        var report = new EvaluationObject(
            Ids.New("vseval", time),
            "vector_store.evaluation",
            Microseconds.ToUnixSeconds(time.GetUtcNow().ToMicroseconds()),
            storeId,
            head!.Version,
            queries.Count,
            request.Queries.Count > 0 ? 0 : queries.Count,
            request.Seed,
            new EvaluatedSettings(new RankingSettings(current), EvaluationMetrics.Of(now, request.Seed)),
            proposed,
            Decide(request, proposed, current));
        await store.AddAsync(tenant, report, cancellationToken);
        return report;
    }

    private static void Require(StoreView view, LabelledQuery query, int index)
    {
        if (query.ByChunk)
        {
            return; // A chunk's id holds until the file is read in again; one that is gone is simply not found.
        }

        var held = view.Files.Values.Select(file => file.Id).ToHashSet(StringComparer.Ordinal);
        if (query.Grades.Keys.FirstOrDefault(id => !held.Contains(id)) is { } missing)
        {
            throw ApiException.BadRequest($"queries[{index}].relevant", $"Invalid 'queries[{index}].relevant': the vector store has no completed file '{missing}'. Add it, or leave the label out.", "invalid_value");
        }
    }

    private double Current(StoreHead head) => head.EmbeddingWeight ?? options.Value.EmbeddingWeight;

    private static Rankings Rank(StoreCandidates candidates, LabelledQuery query, IEnumerable<double> weights) => new(
        weights.ToDictionary(weight => weight, weight => Quality.Of(
            candidates.Fuse(weight)
                .Select(one => query.ByChunk ? candidates.View.Files[one.Generation].ChunkId(one.Ordinal) : candidates.View.Files[one.Generation].Id)
                .Distinct(StringComparer.Ordinal),
            query.Grades)),
        candidates.Dense[0].Count > 0);

    private static ProposedSettings? Propose(EvaluationRequest request, List<Rankings> found, double current)
    {
        if (request.EmbeddingWeight is { } given)
        {
            return Compare(found, 0, given);
        }

        if (found.Count < LeastToTune)
        {
            return null;
        }

        var shuffled = found.ToList();
        new Random(request.Seed).Shuffle(CollectionsMarshal.AsSpan(shuffled));
        var tuning = shuffled[..(found.Count / 2)];
        var best = found[0].At.Keys.MaxBy(weight => (Math.Round(tuning.Average(rankings => rankings.At[weight].Ndcg), 6), -Math.Abs(weight - current)));
        return Compare(shuffled[(found.Count / 2)..], tuning.Count, best);

        ProposedSettings Compare(List<Rankings> tested, int tunedOn, double weight)
        {
            var (after, before) = (tested.ConvertAll(rankings => rankings.At[weight]), tested.ConvertAll(rankings => rankings.At[current]));
            return new ProposedSettings(new RankingSettings(weight), tunedOn, tested.Count, EvaluationMetrics.Of(after, request.Seed), EvaluationMetrics.Difference(after, before, request.Seed));
        }
    }

    private static EvaluationDecision Decide(EvaluationRequest request, ProposedSettings? proposed, double current)
    {
        if (proposed is null)
        {
            return new EvaluationDecision(false, $"There is nothing to choose between: the store has no vectors, or there are fewer than {LeastToTune} queries.");
        }

        var gain = proposed.Difference.Ndcg;
        if (gain.Value < 0)
        {
            return new EvaluationDecision(false, $"Refused: an embedding weight of {proposed.Settings.EmbeddingWeight} instead of {current} lowers nDCG@10 by {-gain.Value} on {proposed.TestedOn} queries.") { IsRefusal = request.Apply };
        }

        if (proposed.Settings.EmbeddingWeight.Equals(current))
        {
            return new EvaluationDecision(false, $"The embedding weight of {current} stays: no other one is better.");
        }

        var found = $"an embedding weight of {proposed.Settings.EmbeddingWeight} instead of {current} raises nDCG@10 by {gain.Value} ({gain.Low} to {gain.High}) on {proposed.TestedOn} queries";
        return request.Apply ? new EvaluationDecision(true, $"Applied: {found}.") : new EvaluationDecision(false, $"Proposed: {found}. Send 'apply': true to take it over.");
    }

    /// <summary>A query's quality at each weight.</summary>
    private sealed record Rankings(IReadOnlyDictionary<double, Quality> At, bool HasVectors);
}
