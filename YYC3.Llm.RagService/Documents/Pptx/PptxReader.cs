using System.Text;
using System.Xml.Linq;
using YYC3.Llm.RagService.Documents.Zipped;

namespace YYC3.Llm.RagService.Documents.Pptx;

/// <summary>Presentations, slide by slide: the title as heading, texts, tables, and the speaker's notes. A slide is a page.</summary>
internal sealed class PptxReader : IDocumentReader
{
    private const string Presentation = "ppt/presentation.xml";

    public string Name => "pptx";

    public bool CanRead(DocumentSignature signature) => signature.ZipKind == ZipKind.Pptx;

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        using var archive = new BoundedArchive(input.Content, limits, cancellationToken);
        var parts = OfficeParts.Of(archive, Presentation);
        var order = archive.LoadXml(Presentation)?.Descendants().Where(element => element.Name.LocalName == "sldId").Select(element => element.Attribute(OfficeParts.RelationshipId)?.Value) ?? [];
        var page = 0;
        foreach (var id in order)
        {
            if (id is null || !parts.TryGetValue(id, out var slide) || archive.LoadXml(slide.Path) is not { } root)
            {
                continue;
            }

            if (++page > limits.MaxPages)
            {
                throw new DocumentUnreadableException(DocumentUnreadableException.InvalidFile, $"The file has more than {limits.MaxPages:N0} slides; split it.");
            }

            foreach (var element in Slide(root).Concat(Notes(archive, slide.Path)))
            {
                yield return element with { Page = page };
            }
        }
    }

    private static IEnumerable<DocumentElement> Slide(XElement root)
    {
        // The title comes first, wherever it is drawn.
        foreach (var shape in root.Descendants().Where(element => element.Name.LocalName is "sp" or "graphicFrame").OrderBy(shape => IsTitle(shape) ? 0 : 1))
        {
            if (IsTitle(shape))
            {
                yield return new DocumentElement(BlockKind.Heading, string.Join(' ', Paragraphs(shape))) { Level = 1 };
                continue;
            }

            var isFirst = true;
            foreach (var row in shape.Descendants().Where(element => element.Name.LocalName == "tr"))
            {
                yield return new DocumentElement(
                    isFirst ? BlockKind.TableHeader : BlockKind.TableRow, TextJoin.Row(row.Elements().Where(cell => cell.Name.LocalName == "tc").Select(cell => string.Join(' ', Paragraphs(cell)))));
                isFirst = false;
            }

            if (isFirst)
            {
                foreach (var paragraph in Paragraphs(shape))
                {
                    yield return new DocumentElement(BlockKind.Paragraph, paragraph);
                }
            }
        }
    }

    private static IEnumerable<DocumentElement> Notes(BoundedArchive archive, string slide) => OfficeParts.Of(archive, slide).Values
        .Where(part => part.Type == "notesSlide").Select(part => archive.LoadXml(part.Path)).OfType<XElement>()
        .SelectMany(notes => notes.Descendants().Where(element => element.Name.LocalName == "sp" && Placeholder(element) == "body").SelectMany(Paragraphs))
        .Select(paragraph => new DocumentElement(BlockKind.Paragraph, paragraph));

    private static bool IsTitle(XElement shape) => Placeholder(shape) is "title" or "ctrTitle";

    private static string? Placeholder(XElement shape) => shape.Descendants().FirstOrDefault(element => element.Name.LocalName == "ph")?.Attribute("type")?.Value;

    private static IEnumerable<string> Paragraphs(XElement shape) => shape.Descendants().Where(element => element.Name.LocalName == "p").Select(Text).Where(text => text.Length > 0);

    private static string Text(XElement paragraph)
    {
        var text = new StringBuilder();
        foreach (var element in paragraph.Descendants())
        {
            text.Append(element.Name.LocalName switch
            {
                "t" => element.Value,
                "br" => "\n",
                _ => "",
            });
        }

        return text.ToString().Trim();
    }
}
