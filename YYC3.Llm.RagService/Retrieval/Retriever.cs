using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.Ingestion;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Text;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Answers searches: terms, index, passages from the database, overlaps collapsed.</summary>
internal sealed class Retriever(ViewStore views, IndexChoice index, ChunkStore chunks, VectorStoreStore stores, TimeProvider time)
{
    // A store that changes all the time is still answered: each attempt takes milliseconds.
    private const int MaxAttempts = 10;

    // Overlapping neighbours of a hit fall out again.
    private const int Spare = 20;

    /// <summary>The best passages of some stores.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="storeIds">Its stores, each once.</param>
    /// <param name="param">The request's field that named them, for errors.</param>
    /// <param name="request">The search.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ApiException">404: the project has no such store.</exception>
    public async Task<List<Passage>> SearchAsync(TenantId tenant, IReadOnlyList<string> storeIds, string param, SearchRequest request, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        using var activity = RagTelemetry.Source.StartActivity("search");
        var queries = request.Queries.Select(query => (IReadOnlyList<string>)[.. TextAnalyzer.Terms(query).Distinct(StringComparer.Ordinal)]).ToList();
        var trace = new SearchTrace();
        var found = new List<Passage>();
        foreach (var storeId in storeIds)
        {
            found.AddRange(await SearchAsync(tenant, storeId, param, queries, request, trace, cancellationToken));
        }

        var best = found.OrderByDescending(passage => passage.Score).Take(request.Limit).ToList();
        var elapsed = time.GetElapsedTime(started);
        RagTelemetry.SearchDuration.Record(elapsed.TotalSeconds);
        activity?.SetTag("rag.vector_store.ids", string.Join(',', storeIds))
            .SetTag("rag.search.terms", queries.Sum(query => query.Count))
            .SetTag("rag.search.candidates", trace.Candidates)
            .SetTag("rag.search.attempts", trace.Attempts)
            .SetTag("rag.search.results", best.Count)
            .SetTag("rag.search.ms", elapsed.TotalMilliseconds);
        return best;
    }

    private async Task<List<Passage>> SearchAsync(
        TenantId tenant, string storeId, string param, List<IReadOnlyList<string>> queries, SearchRequest request, SearchTrace trace, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            trace.Attempts++;
            var head = (Ids.IsId(storeId, "vs") ? await views.FindAsync(tenant, storeId, cancellationToken) : null) ?? throw ApiException.NotFound("vector store", storeId, param);
            if (head.IsExpired(time.GetUtcNow().ToMicroseconds()))
            {
                throw ApiException.BadRequest(param, $"The vector store '{storeId}' has expired. Create a new one.", "vector_store_expired");
            }

            try
            {
                var found = await SearchAsync(tenant, storeId, head.Version, queries, request, trace, cancellationToken);
                await stores.TouchAsync(tenant, storeId, head.LastActiveAt, cancellationToken);
                return found;
            }
            catch (StaleViewException) when (attempt < MaxAttempts)
            {
                // It changed under our hands: the next look sees one state of it again.
            }
            catch (StaleViewException)
            {
                throw ApiException.Unavailable($"The vector store '{storeId}' changes too fast to be searched. Try again.", TimeSpan.FromSeconds(1));
            }
        }
    }

    private async Task<List<Passage>> SearchAsync(
        TenantId tenant, string storeId, long version, List<IReadOnlyList<string>> queries, SearchRequest request, SearchTrace trace, CancellationToken cancellationToken)
    {
        var view = await views.ReadAsync(tenant, storeId, version, cancellationToken);
        var allowed = request.Filter is null ? null : view.Where(request.Filter);
        var scope = new IndexScope(tenant, storeId);
        var scores = new Dictionary<(long Generation, int Ordinal), double>();
        foreach (var terms in queries.Where(terms => terms.Count > 0))
        {
            var answer = await index.Index.SearchAsync(scope, new IndexQuery(terms, view, allowed, (2 * request.Limit) + Spare), cancellationToken);
            trace.Candidates += answer.Candidates;
            foreach (var hit in answer.Hits)
            {
                var score = Relevance.Of(hit.Score, answer.Best);
                if (score >= request.Threshold && score > scores.GetValueOrDefault((hit.Generation, hit.Ordinal)))
                {
                    scores[(hit.Generation, hit.Ordinal)] = score;
                }
            }
        }

        var rows = await chunks.ReadAsync(tenant, storeId, scores.Keys, cancellationToken);
        if (rows.Count < scores.Count)
        {
            throw new StaleViewException();
        }

        var passages = rows
            .Select(row => new Passage(storeId, view.Files[row.Generation], row, scores[(row.Generation, (int)row.Ordinal)]))
            .OrderByDescending(passage => passage.Score).ThenBy(passage => passage.Chunk.Generation).ThenBy(passage => passage.Chunk.Ordinal);
        return Overlaps.Collapse(passages, request.Limit);
    }

    private sealed class SearchTrace
    {
        public int Candidates { get; set; }

        public int Attempts { get; set; }
    }
}
