using Microsoft.Extensions.Options;
using YYC3.Llm.ServiceDefaults;

namespace YYC3.Llm.RagService.Indexing;

/// <summary>The index that the configuration names.</summary>
internal sealed class IndexChoice(IEnumerable<IVectorIndex> indexes, IOptions<IndexOptions> options)
{
    /// <summary>The index.</summary>
    /// <exception cref="StartupException">There is none of that name.</exception>
    public IVectorIndex Index { get; } = indexes.ToDictionary(index => index.Name, StringComparer.Ordinal).TryGetValue(options.Value.Name, out var index)
        ? index
        : throw new StartupException($"There is no index named '{options.Value.Name}'. Set Index:Name to one of: {string.Join(", ", indexes.Select(known => known.Name))}.");
}
