using System.Text;
using YYC3.Llm.RagService.Documents.Html;
using YYC3.Llm.RagService.Documents.Zipped;

namespace YYC3.Llm.RagService.Documents.Epub;

/// <summary>Electronic books: the pages of the spine, in its order (EPUB 3.3, 3.2 and 2).</summary>
internal sealed class EpubReader : IDocumentReader
{
    public string Name => "epub";

    public bool CanRead(DocumentSignature signature) => signature.ZipKind == ZipKind.Epub;

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        using var archive = new BoundedArchive(input.Content, limits, cancellationToken);
        if (archive.Open("META-INF/rights.xml") is { } rights)
        {
            rights.Dispose();
            throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, "The book is locked by its publisher (DRM) and cannot be read.");
        }

        var packagePath = archive.LoadXml("META-INF/container.xml")?.Descendants().FirstOrDefault(element => element.Name.LocalName == "rootfile")?.Attribute("full-path")?.Value ?? "";
        var package = archive.LoadXml(packagePath) ?? throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, "The book has no table of its parts.");
        var folder = packagePath[..(packagePath.LastIndexOf('/') + 1)];
        var parts = package.Descendants().Where(element => element.Name.LocalName == "item" && element.Attribute("id") is not null)
            .DistinctBy(item => item.Attribute("id")!.Value).ToDictionary(item => item.Attribute("id")!.Value, item => item.Attribute("href")?.Value ?? "", StringComparer.Ordinal);
        foreach (var reference in package.Descendants().Where(element => element.Name.LocalName == "itemref"))
        {
            if (parts.TryGetValue(reference.Attribute("idref")?.Value ?? "", out var href) && Page(archive, folder + Uri.UnescapeDataString(href), limits) is { } html)
            {
                foreach (var element in HtmlReader.ReadFragment(html, limits.MaxDepth, cancellationToken))
                {
                    yield return element;
                }
            }
        }
    }

    private static string? Page(BoundedArchive archive, string path, DocumentLimits limits)
    {
        using var stream = archive.Open(path);
        if (stream is null)
        {
            return null;
        }

        var bytes = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = stream.Read(buffer)) > 0)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > limits.MaxMarkupBytes)
            {
                throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, $"A page of the book is larger than {limits.MaxMarkupBytes / (1024 * 1024.0):0.#} MiB.");
            }
        }

        bytes.Position = 0;
        HtmlNesting.RefuseTooDeep(bytes);
        return Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
