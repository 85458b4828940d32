using Microsoft.Extensions.Options;
using YYC3.Llm.RagService.Indexing.Embedded;
using YYC3.Llm.RagService.Indexing.Qdrant;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>The index that the configuration names.</summary>
internal sealed class IndexChoice
{
    /// <exception cref="StartupException">There is none of that name.</exception>
    public IndexChoice(IEnumerable<IVectorIndex> indexes, IOptions<IndexOptions> options, IConfiguration configuration)
    {
        var known = indexes.ToDictionary(index => index.Name, StringComparer.Ordinal);
        var name = options.Value.Name ?? (QdrantAddress.Find(configuration) is null ? EmbeddedIndex.IndexName : QdrantIndex.IndexName);
        Index = known.TryGetValue(name, out var index)
            ? index
            : throw new StartupException($"There is no index named '{name}'. Set Index:Name to one of: {string.Join(", ", known.Keys)}.");
        if (index is QdrantIndex && QdrantAddress.Find(configuration) is null)
        {
            throw new StartupException("Index:Name is 'qdrant', but no address of Qdrant is set. Set ConnectionStrings:vectors_http to 'Endpoint=http://host:6333;Key=…'.");
        }
    }

    /// <summary>The index.</summary>
    public IVectorIndex Index { get; }
}
