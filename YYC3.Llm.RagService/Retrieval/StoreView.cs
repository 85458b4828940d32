using System.Text.Json;
using YYC3.Llm.RagService.Indexing;

namespace YYC3.Llm.RagService.Retrieval;

/// <summary>What searches see of a store at one version.</summary>
/// <param name="version">The version.</param>
/// <param name="files">The files by their live generation.</param>
internal sealed class StoreView(long version, IReadOnlyDictionary<long, ViewFile> files) : IIndexView
{
    public long Version => version;

    /// <summary>The files by their live generation.</summary>
    public IReadOnlyDictionary<long, ViewFile> Files => files;

    public IEnumerable<long> Generations => files.Keys;

    public long Chunks { get; } = files.Values.Sum(file => file.Chunks);

    public long Terms { get; } = files.Values.Sum(file => file.Terms);

    public bool IsLive(long generation) => files.ContainsKey(generation);

    /// <summary>The generations that have vectors.</summary>
    public IReadOnlySet<long> Embedded { get; } = files.Where(file => file.Value.IsEmbedded).Select(file => file.Key).ToHashSet();

    /// <summary>The generations whose files pass a test.</summary>
    public HashSet<long> Where(Func<IReadOnlyDictionary<string, JsonElement>, bool> test) =>
        [.. files.Where(file => test(file.Value.Pairs)).Select(file => file.Key)];
}
