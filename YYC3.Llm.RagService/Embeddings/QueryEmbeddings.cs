using System.Collections.Concurrent;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Models;
using YYC3.Llm.ServiceDefaults.Identity;

namespace YYC3.Llm.RagService.Embeddings;

/// <summary>Embeds queries, quickly or not at all: a search whose model is away goes by words alone. What was asked lately is remembered, project by project.</summary>
internal sealed partial class QueryEmbeddings(EmbeddingClient client, IOptions<EmbeddingOptions> options, TimeProvider time, ILogger<QueryEmbeddings> logger) : IDisposable
{
    private const int MaxQueries = 1000;

    // Longer than this no model reads; the beginning says what is asked.
    private const int LongestQuery = 8000;
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    // Searches do not wait one after the other for a model that has just failed.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<string, long> failed = new(StringComparer.Ordinal);

    private readonly MemoryCache known = new(new MemoryCacheOptions { SizeLimit = MaxQueries });

    /// <summary>The vectors of some queries.</summary>
    /// <param name="tenant">The project.</param>
    /// <param name="key">The space's name; null: the store has no vectors.</param>
    /// <param name="queries">The queries.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One for each query; null when there are none to be had.</returns>
    public async Task<IReadOnlyList<float[]>?> FindAsync(TenantId tenant, string? key, IReadOnlyList<string> queries, CancellationToken cancellationToken)
    {
        if (key is null || options.Value.Space is null)
        {
            return null;
        }

        var vectors = queries.Select(query => known.Get<float[]>((tenant, key, query))).ToArray();
        var missing = queries.Where((_, i) => vectors[i] is null).ToList();
        if (missing.Count > 0)
        {
            if (failed.TryGetValue(key, out var when) && time.GetElapsedTime(when) < Rest)
            {
                return null;
            }

            using var limit = new CancellationTokenSource(options.Value.QueryTimeout, time);
            using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
            try
            {
                var texts = missing.ConvertAll(query => query.Length > LongestQuery ? query[..LongestQuery] : query);
                var asked = await client.AskAsync(tenant, EmbeddingSpace.Parse(key), texts, both.Token);
                for (var i = 0; i < missing.Count; i++)
                {
                    known.Set((tenant, key, missing[i]), asked[i], new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = Kept });
                }

                var next = 0;
                for (var i = 0; i < vectors.Length; i++)
                {
                    vectors[i] ??= asked[next++];
                }
            }
            catch (RouterException failure)
            {
                return Without(key, failure.Message);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                return Without(key, "no answer in time");
            }
        }

        return vectors!;
    }

    public void Dispose() => known.Dispose();

    private IReadOnlyList<float[]>? Without(string key, string reason)
    {
        failed[key] = time.GetTimestamp();
        Log.WithoutVectors(logger, key, reason);
        return null;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1, Level = LogLevel.Warning, Message = "A search goes by words alone; {Space} gave no vector: {Reason}")]
        public static partial void WithoutVectors(ILogger logger, string space, string reason);
    }
}
