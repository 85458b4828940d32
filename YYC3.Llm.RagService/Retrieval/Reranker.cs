using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Models;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>Lets a model that reads query and passage together put the best passages in their last order (Router's <c>/v1/rerank</c>).</summary>
internal sealed partial class Reranker(RouterClient router, IOptions<RetrievalOptions> options, TimeProvider time, ILogger<Reranker> logger)
{
    /// <summary>How many passages it wants to see for a search; 0: there is no reranking model.</summary>
    public int Depth => string.IsNullOrWhiteSpace(options.Value.RerankModel) ? 0 : options.Value.RerankDepth;

    /// <summary>The passages in the model's order, with its scores.</summary>
    /// <returns>Null when the model does not answer in time: the order stays as it is.</returns>
    public async Task<List<Passage>?> RerankAsync(TenantId tenant, string query, IReadOnlyList<Passage> passages, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.ModelTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            using var answer = await router.PostAsync(
                "/v1/rerank",
                tenant,
                json =>
                {
                    json.WriteString("model", options.Value.RerankModel);
                    json.WriteString("query", query);
                    json.WriteStartArray("documents");
                    foreach (var passage in passages)
                    {
                        json.WriteStringValue(passage.Chunk.Heading is { } heading ? $"{heading}\n{passage.Chunk.Text}" : passage.Chunk.Text);
                    }

                    json.WriteEndArray();
                    json.WriteNumber("top_n", passages.Count);
                },
                both.Token);
            var results = answer.RootElement.GetProperty("results").EnumerateArray()
                .Select(result => (Index: result.GetProperty("index").GetInt32(), Score: result.GetProperty("relevance_score").GetDouble()))
                .Where(result => result.Index >= 0 && result.Index < passages.Count)
                .DistinctBy(result => result.Index)
                .OrderByDescending(result => result.Score)
                .ToList();
            return [.. results.Select(result => passages[result.Index] with { Score = Math.Clamp(result.Score, 0, 1) })];
        }
        catch (RouterException failure)
        {
            Log.Unchanged(logger, failure.Message);
        }
        catch (Exception failure) when (failure is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            Log.Unchanged(logger, "its answer is not in the form that Cohere and Jina share");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Unchanged(logger, "no answer in time");
        }

        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A search keeps its order; the reranking model did not help: {Reason}")]
        public static partial void Unchanged(ILogger logger, string reason);
    }
}
