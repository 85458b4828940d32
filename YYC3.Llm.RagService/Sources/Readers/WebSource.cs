using System.Runtime.CompilerServices;

namespace YYC3.Llm.RagService.Sources.Readers;

/// <summary>One page, or another document, on the web.</summary>
internal sealed class WebSource(WebPages pages) : ISourceReader
{
    public string Name => "web";

    public string Check(string location) => pages.Check(location).AbsoluteUri;

    public async IAsyncEnumerable<SourceDocument> FindAsync(SourceRecord source, IReadOnlyDictionary<string, string> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var address = new Uri(source.Location);
        yield return pages.IsAllowed(address)
            ? await pages.GetAsync(address, known.GetValueOrDefault(address.AbsoluteUri), cancellationToken)
            : throw new SourceException($"The host of {address} is not among Outside:FetchHosts any more.");
    }
}
