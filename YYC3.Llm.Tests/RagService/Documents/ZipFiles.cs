using System.IO.Compression;
using System.Security;
using System.Text;

namespace YYC3.Llm.Tests.RagService.Documents;

/// <summary>Small files of the formats that are archives, as their programs write them but for what no reader looks at.</summary>
internal static class ZipFiles
{
    private const string Relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    public static byte[] Zip(params IEnumerable<(string Name, string Content)> entries)
    {
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(content));
            }
        }

        return file.ToArray();
    }

    public static byte[] Docx(string body, string styles = "", string? footnotes = null) => Zip(
    [
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", $"<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}<w:sectPr/></w:body></w:document>"),
        ("word/styles.xml", $"<w:styles xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{styles}</w:styles>"),
        .. footnotes is null ? Array.Empty<(string, string)>() : [("word/footnotes.xml", $"<w:footnotes xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">{footnotes}</w:footnotes>")],
    ]);

    public static string P(string text, string properties = "") => $"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{SecurityElement.Escape(text)}</w:t></w:r></w:p>";

    public static byte[] Pptx(params IReadOnlyList<(string Slide, string? Notes)> slides) => Zip(
    [
        ("ppt/presentation.xml", $"<p:presentation xmlns:p=\"p\" xmlns:r=\"{Relationships}\"><p:sldIdLst>{string.Concat(slides.Select((_, i) => $"<p:sldId id=\"{256 + i}\" r:id=\"rId{i + 1}\"/>"))}</p:sldIdLst></p:presentation>"),
        ("ppt/_rels/presentation.xml.rels", $"<Relationships>{string.Concat(slides.Select((_, i) => $"<Relationship Id=\"rId{i + 1}\" Type=\"{Relationships}/slide\" Target=\"slides/slide{i + 1}.xml\"/>"))}</Relationships>"),
        .. slides.Select((slide, i) => ($"ppt/slides/slide{i + 1}.xml", $"<p:sld xmlns:p=\"p\" xmlns:a=\"a\"><p:cSld><p:spTree>{slide.Slide}</p:spTree></p:cSld></p:sld>")),
        .. slides.SelectMany((slide, i) => slide.Notes is null ? Array.Empty<(string, string)>() :
        [
            ($"ppt/slides/_rels/slide{i + 1}.xml.rels", $"<Relationships><Relationship Id=\"rId1\" Type=\"{Relationships}/notesSlide\" Target=\"../notesSlides/notesSlide{i + 1}.xml\"/></Relationships>"),
            ($"ppt/notesSlides/notesSlide{i + 1}.xml", $"<p:notes xmlns:p=\"p\" xmlns:a=\"a\">{Shape(slide.Notes, "body")}</p:notes>"),
        ]),
    ]);

    public static string Shape(string text, string? placeholder = null) =>
        $"<p:sp><p:nvSpPr><p:nvPr>{(placeholder is null ? "" : $"<p:ph type=\"{placeholder}\"/>")}</p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>{SecurityElement.Escape(text)}</a:t></a:r></a:p></p:txBody></p:sp>";

    public static byte[] Xlsx(string name, string rows, IReadOnlyList<string> shared, string styles = "") => Zip(
    [
        ("xl/workbook.xml", $"<workbook xmlns:r=\"{Relationships}\"><sheets><sheet name=\"{SecurityElement.Escape(name)}\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", $"<Relationships><Relationship Id=\"rId1\" Type=\"{Relationships}/worksheet\" Target=\"/xl/worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/worksheets/sheet1.xml", $"<worksheet><sheetData>{rows}</sheetData></worksheet>"),
        ("xl/sharedStrings.xml", $"<sst>{string.Concat(shared.Select(text => $"<si><t>{SecurityElement.Escape(text)}</t></si>"))}</sst>"),
        ("xl/styles.xml", $"<styleSheet>{styles}</styleSheet>"),
    ]);

    public static byte[] Epub(params IReadOnlyList<string> pages) => Zip(
    [
        ("mimetype", "application/epub+zip"),
        ("META-INF/container.xml", "<container><rootfiles><rootfile full-path=\"OPS/package.opf\"/></rootfiles></container>"),
        ("OPS/package.opf", $"<package><manifest>{string.Concat(pages.Select((_, i) => $"<item id=\"p{i}\" href=\"page%20{i}.xhtml\"/>"))}</manifest><spine>{string.Concat(pages.Select((_, i) => $"<itemref idref=\"p{i}\"/>"))}</spine></package>"),
        .. pages.Select((page, i) => ($"OPS/page {i}.xhtml", $"<html xmlns=\"http://www.w3.org/1999/xhtml\"><body>{page}</body></html>")),
    ]);
}
