using System.Diagnostics;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>
/// Answers searches: better words where a model is asked for them, candidates by words and by vectors, joined, read from the database, overlaps
/// collapsed, and put in their last order by a reranking model where one is set. Each model that does not answer is gone without.
/// </summary>
internal sealed class Retriever(StoreSearcher searcher, QueryRewriter rewriter, Reranker reranker, ParentExpansion parents, ChunkStore chunks, IOptions<RetrievalOptions> options, TimeProvider time)
{
    // Overlapping neighbours of a hit fall out again.
    private const int Spare = 20;

    // Words and vectors are joined over lists that are long enough to hold what only the other one puts first.
    private const int JointDepth = 100;

    /// <summary>The best passages of some stores.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="storeIds">Its stores, each once.</param>
    /// <param name="param">The request's field that named them, for errors.</param>
    /// <param name="request">The search.</param>
    /// <param name="withStore">Whether results name their store.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: the project has no such store.</exception>
    public async Task<SearchPage> SearchAsync(
        TenantId tenant, IReadOnlyList<string> storeIds, string param, SearchRequest request, bool withStore, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = RagTelemetry.Source.StartActivity("search");
        var texts = request.Rewrite ? await rewriter.RewriteAsync(tenant, request.Queries, cancellationToken) : request.Queries;
        var queries = texts.Select(Query.Of).ToList();
        var rerankDepth = request.Rerank && reranker.Depth > 0 ? Math.Max(reranker.Depth, request.Limit) : 0;
        var found = new List<StoreFindings>();
        foreach (var storeId in storeIds)
        {
            found.Add(await SearchAsync(tenant, storeId, param, queries, request, Math.Max(request.Limit, rerankDepth), cancellationToken));
        }

        var passages = found.SelectMany(store => store.Passages).OrderByDescending(passage => passage.Score).ToList();
        var reranked = rerankDepth > 0 && passages.Count > 1
            ? await reranker.RerankAsync(tenant, request.Queries[0], [.. passages.Take(rerankDepth)], cancellationToken)
            : null;
        passages = reranked ?? passages;
        var best = passages.Where(passage => passage.Score >= request.Threshold).Take(request.Limit).ToList();
        if (request.ParentTokens > 0)
        {
            best = await parents.ExpandAsync(tenant, best, request.ParentTokens, cancellationToken);
        }

        Note(activity, time.GetElapsedTime(started), storeIds, queries, found, best.Count, reranked is not null);
        var trace = !request.Trace ? null : new SearchTrace(
            [.. queries.Select(query => query.Terms)],
            Rewritten: !texts.SequenceEqual(request.Queries),
            reranked is null ? null : options.Value.RerankModel,
            [.. found.Select(store => store.ToTrace())],
            CandidateTrace.Of(found, passages, best, request.Threshold));
        return SearchPage.Of(texts, [.. best.Select(passage => passage.ToResult(withStore))], trace);
    }

    private async Task<StoreFindings> SearchAsync(
        TenantId tenant, string storeId, string param, List<Query> queries, SearchRequest request, int wanted, CancellationToken cancellationToken)
    {
        var depth = Math.Max(JointDepth, (2 * wanted) + Spare);
        var (findings, attempts) = await searcher.SearchAsync(tenant, storeId, param, queries, request.Filter, depth, ReadAsync, cancellationToken);
        return findings with { Attempts = attempts };

        async Task<StoreFindings> ReadAsync(StoreCandidates candidates)
        {
            var weight = request.EmbeddingWeight ?? candidates.Head.EmbeddingWeight ?? options.Value.EmbeddingWeight;
            var fused = candidates.Fuse(weight);
            var read = fused.Take((2 * wanted) + Spare).ToDictionary(one => (one.Generation, one.Ordinal), one => one.Score);
            var rows = await chunks.ReadAsync(tenant, storeId, read.Keys, cancellationToken);
            if (rows.Count < read.Count)
            {
                throw new StaleViewException();
            }

            var passages = rows
                .Select(row => new Passage(storeId, candidates.View.Files[row.Generation], row, read[(row.Generation, (int)row.Ordinal)]))
                .OrderByDescending(passage => passage.Score).ThenBy(passage => passage.Chunk.Generation).ThenBy(passage => passage.Chunk.Ordinal);
            return new StoreFindings(storeId, candidates, weight, fused, Overlaps.Collapse(passages, wanted));
        }
    }

    private static void Note(Activity? activity, TimeSpan elapsed, IReadOnlyList<string> storeIds, List<Query> queries, List<StoreFindings> found, int results, bool reranked)
    {
        RagTelemetry.SearchDuration.Record(elapsed.TotalSeconds);
        activity?.SetTag("rag.vector_store.ids", string.Join(',', storeIds))
            .SetTag("rag.search.terms", queries.Sum(query => query.Terms.Count))
            .SetTag("rag.search.candidates", found.Sum(store => store.Candidates.Matching ?? 0))
            .SetTag("rag.search.dense_candidates", found.Sum(store => store.Candidates.Dense.Sum(list => list.Count)))
            .SetTag("rag.search.attempts", found.Sum(store => store.Attempts))
            .SetTag("rag.search.reranked", reranked)
            .SetTag("rag.search.results", results)
            .SetTag("rag.search.ms", elapsed.TotalMilliseconds);
    }
}
