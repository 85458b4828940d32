using System.Text.Json;
using YYC3.Llm.RagService.Embeddings;
using YYC3.Llm.RagService.Indexing;
using YYC3.Llm.RagService.VectorStores;
using YYC3.Llm.ServiceDefaults.Errors;
using YYC3.Llm.ServiceDefaults.Identity;
using YYC3.Llm.ServiceDefaults.Storage;
using YYC3.Llm.ServiceDefaults.Wire;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Searches one store by words and, where it has them, by vectors: all of one state of it, however it changes meanwhile.</summary>
internal sealed partial class StoreSearcher(ViewStore views, IndexChoice index, QueryEmbeddings embeddings, VectorStoreStore stores, TimeProvider time, ILogger<StoreSearcher> logger)
{
    // A store that changes all the time is still answered: each attempt takes milliseconds.
    private const int MaxAttempts = 10;

    /// <summary>Runs a search until it has seen one state of the store.</summary>
    /// <typeparam name="T">What is made of the candidates.</typeparam>
    /// <param name="tenant">The project.</param>
    /// <param name="storeId">The store.</param>
    /// <param name="param">The request's field that named it, for errors.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="filter">The test of a file's attributes; null: all files.</param>
    /// <param name="depth">How many candidates each way of searching gives for each query.</param>
    /// <param name="use">Takes the candidates; it may find that the store has changed since.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was made of them, and the number of attempts.</returns>
    /// <exception cref="ApiException">404: the project has no such store.</exception>
    public async Task<(T Result, int Attempts)> SearchAsync<T>(
        TenantId tenant,
        string storeId,
        string param,
        IReadOnlyList<Query> queries,
        Func<IReadOnlyDictionary<string, JsonElement>, bool>? filter,
        int depth,
        Func<StoreCandidates, Task<T>> use,
        CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var head = (Ids.IsId(storeId, "vs") ? await views.FindAsync(tenant, storeId, cancellationToken) : null) ?? throw ApiException.NotFound("vector store", storeId, param);
            if (head.IsExpired(time.GetUtcNow().ToMicroseconds()))
            {
                throw ApiException.BadRequest(param, $"The vector store '{storeId}' has expired. Create a new one.", "vector_store_expired");
            }

            try
            {
                var result = await use(await CollectAsync(tenant, storeId, head, queries, filter, depth, cancellationToken));
                await stores.TouchAsync(tenant, storeId, head.LastActiveAt, cancellationToken);
                return (result, attempt);
            }
            catch (IndexAwayException away)
            {
                Log.IndexAway(logger, away.Message);
                throw ApiException.Unavailable("The vector database does not answer. Try again in a moment.", TimeSpan.FromSeconds(2));
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

    private async Task<StoreCandidates> CollectAsync(
        TenantId tenant, string storeId, StoreHead head, IReadOnlyList<Query> queries, Func<IReadOnlyDictionary<string, JsonElement>, bool>? filter, int depth, CancellationToken cancellationToken)
    {
        var vectors = await embeddings.FindAsync(tenant, head.Space, [.. queries.Select(query => query.Text)], cancellationToken);
        var view = await views.ReadAsync(tenant, storeId, head.Version, cancellationToken);
        var allowed = filter is null ? null : view.Where(filter);
        var embedded = allowed is null ? view.Embedded : view.Embedded.Intersect(allowed).ToHashSet();
        var scope = new IndexScope(tenant, storeId);
        var (lexical, dense, matching) = (new List<IReadOnlyList<Candidate>>(queries.Count), new List<IReadOnlyList<Candidate>>(queries.Count), (int?)0);
        for (var i = 0; i < queries.Count; i++)
        {
            var answer = queries[i].Terms.Count == 0 ? IndexAnswer.None : await index.Index.SearchAsync(scope, new IndexQuery(queries[i].Terms, view, allowed, depth), cancellationToken);
            matching += answer.Candidates;
            lexical.Add([.. answer.Hits.Select(hit => new Candidate(hit.Generation, hit.Ordinal, Relevance.Of(hit.Score, answer.Best)))]);
            dense.Add(vectors is null || embedded.Count == 0
                ? []
                : [.. (await index.Index.NearestAsync(scope, new DenseQuery(head.Space!, vectors[i], view, embedded, depth), cancellationToken)).Select(hit => new Candidate(hit.Generation, hit.Ordinal, hit.Score))]);
        }

        return new StoreCandidates(view, head, lexical, dense, matching);
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A search is refused: {Reason}")]
        public static partial void IndexAway(ILogger logger, string reason);
    }
}
