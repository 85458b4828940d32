using System.Text;
using System.Xml;
using System.Xml.Linq;
using YYC3.Llm.RagService.Documents.Zipped;

namespace YYC3.Llm.RagService.Documents.Docx;

/// <summary>Word documents: headings by their style's outline level, lists, tables, footnotes at the end; tracked changes as if accepted.</summary>
internal sealed class DocxReader : IDocumentReader
{
    private static readonly XNamespace W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
    private static readonly XNamespace Strict = "http://purl.oclc.org/ooxml/wordprocessingml/main";

    public string Name => "docx";

    public bool CanRead(DocumentSignature signature) => signature.ZipKind == ZipKind.Docx;

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        using var archive = new BoundedArchive(input.Content, limits, cancellationToken);
        var styles = DocxStyles.Read(archive);
        foreach (var element in ReadPart(archive, "word/document.xml", styles, cancellationToken))
        {
            yield return element;
        }

        foreach (var element in ReadPart(archive, "word/footnotes.xml", styles, cancellationToken))
        {
            yield return element;
        }
    }

    private static IEnumerable<DocumentElement> ReadPart(BoundedArchive archive, string part, DocxStyles styles, CancellationToken cancellationToken)
    {
        using var xml = archive.OpenXml(part);
        if (xml is null)
        {
            yield break;
        }

        // One paragraph or table row in memory at a time; what holds them, sections and content controls, is walked through.
        var tables = 0;
        var isFirstRow = false;
        while (!xml.EOF)
        {
            cancellationToken.ThrowIfCancellationRequested();
            switch (xml)
            {
                case { NodeType: XmlNodeType.Element, LocalName: "p" } when IsWord(xml):
                    if (Paragraph((XElement)XNode.ReadFrom(xml), styles) is { } paragraph)
                    {
                        yield return paragraph;
                    }

                    continue;
                case { NodeType: XmlNodeType.Element, LocalName: "tr" } when IsWord(xml) && tables > 0:
                    var row = (XElement)XNode.ReadFrom(xml);
                    yield return new DocumentElement(isFirstRow ? BlockKind.TableHeader : BlockKind.TableRow, TextJoin.Row(row.Elements().Where(cell => cell.Name.LocalName == "tc").Select(Cell)));
                    isFirstRow = false;
                    continue;
                case { NodeType: XmlNodeType.Element, LocalName: "tbl", IsEmptyElement: false } when IsWord(xml):
                    tables++;
                    isFirstRow = true;
                    break;
                case { NodeType: XmlNodeType.EndElement, LocalName: "tbl" } when IsWord(xml):
                    tables--;
                    break;
            }

            xml.Read();
        }
    }

    private static bool IsWord(XmlReader xml) => xml.NamespaceURI == W.NamespaceName || xml.NamespaceURI == Strict.NamespaceName;

    private static DocumentElement? Paragraph(XElement paragraph, DocxStyles styles)
    {
        var text = Text(paragraph);
        if (text.Length == 0)
        {
            return null;
        }

        var properties = Child(paragraph, "pPr");
        var level = styles.LevelOf(Value(Child(properties, "outlineLvl")), Value(Child(properties, "pStyle")));
        return level > 0 ? new DocumentElement(BlockKind.Heading, text) { Level = level }
            : Child(properties, "numPr") is not null ? new DocumentElement(BlockKind.ListItem, "- " + text)
            : new DocumentElement(BlockKind.Paragraph, text);
    }

    private static string Cell(XElement cell) => string.Join(' ', cell.Descendants().Where(element => element.Name.LocalName == "p").Select(Text).Where(text => text.Length > 0));

    private static string Text(XElement paragraph)
    {
        var text = new StringBuilder();
        foreach (var element in paragraph.Descendants())
        {
            switch (element.Name.LocalName)
            {
                // Deleted text has elements of its own (delText); moved text stands where it was moved to.
                case "t" when !element.Ancestors().TakeWhile(one => one != paragraph).Any(one => one.Name.LocalName is "del" or "moveFrom" or "Fallback"):
                    text.Append(element.Value);
                    break;
                case "tab":
                    text.Append(element.Parent?.Name.LocalName == "r" ? "\t" : "");
                    break;
                case "br" or "cr":
                    text.Append('\n');
                    break;
                case "noBreakHyphen":
                    text.Append('-');
                    break;
            }
        }

        return text.ToString().Trim();
    }

    private static XElement? Child(XElement? element, string name) => element?.Elements().FirstOrDefault(child => child.Name.LocalName == name);

    private static string? Value(XElement? element) => element?.Attributes().FirstOrDefault(attribute => attribute.Name.LocalName == "val")?.Value;
}
