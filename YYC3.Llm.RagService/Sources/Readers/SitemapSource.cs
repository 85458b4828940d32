using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Extensions.FileSystemGlobbing;
using YYC3.Llm.RagService.Wire;

namespace YYC3.Llm.RagService.Sources.Readers;

/// <summary>The pages that a sitemap lists (sitemaps.org), and those of the sitemaps that an index of them lists. Pages on hosts that are not allowed are left out.</summary>
internal sealed class SitemapSource(WebPages pages) : ISourceReader
{
    private const int MaxDepth = 3;

    public string Name => "sitemap";

    public string Check(string location) => pages.Check(location).AbsoluteUri;

    public async IAsyncEnumerable<SourceDocument> FindAsync(SourceRecord source, IReadOnlyDictionary<string, string> known, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var patterns = JsonSerializer.Deserialize(source.Patterns, RagJson.Wire.ListString)!;
        var matcher = new Matcher(StringComparison.OrdinalIgnoreCase);
        matcher.AddIncludePatterns(patterns);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var address in ListAsync(new Uri(source.Location), 1, cancellationToken))
        {
            if (seen.Add(address.AbsoluteUri) && (patterns.Count == 0 || matcher.Match(address.AbsolutePath.TrimStart('/')).HasMatches))
            {
                yield return await GetAsync(address, known.GetValueOrDefault(address.AbsoluteUri), cancellationToken);
            }
        }
    }

    // A page that cannot be read keeps none of the others from being read.
    private async Task<SourceDocument> GetAsync(Uri address, string? stamp, CancellationToken cancellationToken)
    {
        try
        {
            return await pages.GetAsync(address, stamp, cancellationToken);
        }
        catch (SourceException failure)
        {
            return new SourceDocument(address.AbsoluteUri, "", "", _ => Task.FromException<Stream>(failure));
        }
    }

    private async IAsyncEnumerable<Uri> ListAsync(Uri sitemap, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!pages.IsAllowed(sitemap))
        {
            throw new SourceException($"The host of {sitemap} is not among Outside:FetchHosts.");
        }

        var root = await ReadAsync(sitemap, cancellationToken);
        foreach (var entry in root.Elements().Select(entry => entry.Elements().FirstOrDefault(field => field.Name.LocalName == "loc")?.Value.Trim()))
        {
            if (!Uri.TryCreate(sitemap, entry, out var address) || !pages.IsAllowed(address))
            {
                continue;
            }

            if (root.Name.LocalName != "sitemapindex")
            {
                yield return address;
            }
            else if (depth < MaxDepth)
            {
                await foreach (var page in ListAsync(address, depth + 1, cancellationToken))
                {
                    yield return page;
                }
            }
        }
    }

    private async Task<XElement> ReadAsync(Uri sitemap, CancellationToken cancellationToken)
    {
        await using var stream = await (await pages.GetAsync(sitemap, stamp: null, cancellationToken)).OpenAsync(cancellationToken);
        try
        {
            using var reader = XmlReader.Create(stream, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
            return await XElement.LoadAsync(reader, LoadOptions.None, cancellationToken);
        }
        catch (XmlException failure)
        {
            throw new SourceException($"{sitemap} is no sitemap: {failure.Message}", failure);
        }
    }
}
