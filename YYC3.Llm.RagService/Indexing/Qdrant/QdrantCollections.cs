using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace YYC3.Llm.RagService.Indexing.Qdrant;

/// <summary>The collections: made when they are first written to, laid out for many tenants (no graph over all of them, one for each).</summary>
internal sealed class QdrantCollections(QdrantClient client, IOptions<QdrantOptions> options) : IDisposable
{
    /// <summary>The name of the sparse vectors.</summary>
    public const string Terms = "bm25";

    /// <summary>The name of the dense vectors.</summary>
    public const string Dense = "dense";

    private const int LongestName = 40;

    private readonly ConcurrentDictionary<string, bool> made = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim making = new(1);

    private string TermsName => $"{options.Value.Prefix}_terms";

    private string DensePrefix => $"{options.Value.Prefix}_dense_";

    /// <summary>The collection of words.</summary>
    public async Task<string> TermsAsync(CancellationToken cancellationToken)
    {
        await EnsureAsync(TermsName, () => Layout(new JsonObject
        {
            ["sparse_vectors"] = new JsonObject { [Terms] = new JsonObject { ["modifier"] = "idf" } },
        }), cancellationToken);
        return TermsName;
    }

    /// <summary>The collection of words, be it there or not.</summary>
    public string NameOfTerms() => TermsName;

    /// <summary>The collection of a space, be it there or not.</summary>
    public string NameOf(string space)
    {
        var readable = new string([.. space.Take(LongestName).Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-')]);
        return $"{DensePrefix}{readable}_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(space)).AsSpan(0, 4))}";
    }

    /// <summary>The collection of a space.</summary>
    public async Task<string> DenseAsync(string space, int dimensions, CancellationToken cancellationToken)
    {
        var name = NameOf(space);
        await EnsureAsync(name, () => Layout(new JsonObject
        {
            ["vectors"] = new JsonObject { [Dense] = new JsonObject { ["size"] = dimensions, ["distance"] = "Cosine" } },
            ["quantization_config"] = new JsonObject { ["scalar"] = new JsonObject { ["type"] = "int8", ["quantile"] = 0.99, ["always_ram"] = true } },
        }), cancellationToken);
        return name;
    }

    /// <summary>All that there are.</summary>
    public async Task<List<string>> ListAsync(CancellationToken cancellationToken)
    {
        var answer = await client.CallAsync(HttpMethod.Get, "collections", null, cancellationToken);
        return [.. answer.GetProperty("collections").EnumerateArray().Select(collection => collection.GetProperty("name").GetString()!)
            .Where(name => name == TermsName || name.StartsWith(DensePrefix, StringComparison.Ordinal))];
    }

    public void Dispose() => making.Dispose();

    private static JsonObject Layout(JsonObject layout)
    {
        layout["hnsw_config"] = new JsonObject { ["m"] = 0, ["payload_m"] = 16 };
        layout["on_disk_payload"] = true;
        layout["strict_mode_config"] = new JsonObject { ["enabled"] = true, ["unindexed_filtering_retrieve"] = false, ["unindexed_filtering_update"] = false };
        return layout;
    }

    private async Task EnsureAsync(string name, Func<JsonObject> layout, CancellationToken cancellationToken)
    {
        if (made.ContainsKey(name))
        {
            return;
        }

        await making.WaitAsync(cancellationToken);
        try
        {
            if (made.ContainsKey(name))
            {
                return;
            }

            try
            {
                await client.CallAsync(HttpMethod.Put, $"collections/{name}", layout(), cancellationToken);
            }
            catch (QdrantException failure) when (failure.Status == HttpStatusCode.Conflict)
            {
                // It is there already.
            }

            await IndexAsync(name, QdrantPoint.Scope, new JsonObject { ["type"] = "keyword", ["is_tenant"] = true }, cancellationToken);
            await IndexAsync(name, QdrantPoint.Generation, new JsonObject { ["type"] = "integer", ["lookup"] = true, ["range"] = false }, cancellationToken);
            made[name] = true;
        }
        finally
        {
            making.Release();
        }
    }

    private Task IndexAsync(string name, string field, JsonObject schema, CancellationToken cancellationToken) =>
        client.CallAsync(HttpMethod.Put, $"collections/{name}/index?wait=true", new JsonObject { ["field_name"] = field, ["field_schema"] = schema }, cancellationToken);
}
