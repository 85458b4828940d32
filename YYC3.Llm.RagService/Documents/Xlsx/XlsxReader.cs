using System.Xml;
using System.Xml.Linq;
using YYC3.Llm.RagService.Documents.Zipped;

namespace YYC3.Llm.RagService.Documents.Xlsx;

/// <summary>Workbooks, sheet by sheet: its name as heading, the first row as the table's header, cells as they are shown. A sheet is a page. Rows are read one at a time.</summary>
internal sealed class XlsxReader : IDocumentReader
{
    private const string Workbook = "xl/workbook.xml";
    private const int MostColumns = 16_384;

    public string Name => "xlsx";

    public bool CanRead(DocumentSignature signature) => signature.ZipKind == ZipKind.Xlsx;

    public IEnumerable<DocumentElement> Read(DocumentInput input, DocumentLimits limits, CancellationToken cancellationToken)
    {
        using var archive = new BoundedArchive(input.Content, limits, cancellationToken);
        var cells = XlsxCells.Read(archive, limits);
        var parts = OfficeParts.Of(archive, Workbook);
        var page = 0;
        foreach (var sheet in archive.LoadXml(Workbook)?.Descendants().Where(element => element.Name.LocalName == "sheet") ?? [])
        {
            if (sheet.Attribute(OfficeParts.RelationshipId)?.Value is not { } id || !parts.TryGetValue(id, out var part))
            {
                continue;
            }

            page++;
            var isFirst = true;
            foreach (var row in Rows(archive, part.Path, cells, cancellationToken))
            {
                if (isFirst)
                {
                    yield return new DocumentElement(BlockKind.Heading, sheet.Attribute("name")?.Value ?? $"Sheet {page}") { Level = 1, Page = page };
                }

                yield return new DocumentElement(isFirst ? BlockKind.TableHeader : BlockKind.TableRow, row) { Page = page };
                isFirst = false;
            }
        }
    }

    private static IEnumerable<string> Rows(BoundedArchive archive, string path, XlsxCells cells, CancellationToken cancellationToken)
    {
        using var xml = archive.OpenXml(path);
        while (xml is not null && !xml.EOF)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (xml is not { NodeType: XmlNodeType.Element, LocalName: "row" })
            {
                xml.Read();
                continue;
            }

            var row = new List<string>();
            foreach (var cell in ((XElement)XNode.ReadFrom(xml)).Elements().Where(element => element.Name.LocalName == "c"))
            {
                // Empty cells are left out of the file; a cell says where it stands.
                var column = Column(cell.Attribute("r")?.Value);
                while (row.Count < column && row.Count < MostColumns)
                {
                    row.Add("");
                }

                row.Add(cells.Text(cell));
            }

            while (row is [.., ""])
            {
                row.RemoveAt(row.Count - 1);
            }

            if (row.Exists(text => text.Length > 0))
            {
                yield return TextJoin.Row(row);
            }
        }
    }

    // "BC12" is column 54, from 0.
    private static int Column(string? reference)
    {
        var column = 0;
        foreach (var letter in (reference ?? "").TakeWhile(char.IsAsciiLetterUpper))
        {
            column = Math.Min((column * 26) + (letter - 'A' + 1), MostColumns);
        }

        return column - 1;
    }
}
