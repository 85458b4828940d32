using YYC3.Llm.RagService.Documents;
using static YYC3.Llm.Tests.RagService.Documents.ZipFiles;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class DocxReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "docx";

    protected override string FileName => "report.docx";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Docx(string.Concat(paragraphs.Select(text => P(text))));

    [Fact]
    public void Read_Structure_IsKept()
    {
        const string Styles = """<w:style w:styleId="a1"><w:name w:val="heading 1"/></w:style><w:style w:styleId="own"><w:basedOn w:val="a1"/></w:style><w:style w:styleId="t"><w:name w:val="Title"/></w:style>""";
        var file = Docx(
            P("手册", """<w:pStyle w:val="t"/>""") + P("Part", """<w:pStyle w:val="own"/>""") + P("Deep", """<w:outlineLvl w:val="2"/>""")
            + P("an item", """<w:numPr><w:numId w:val="1"/></w:numPr>""")
            + "<w:tbl><w:tr><w:tc>" + P("Name") + "</w:tc><w:tc>" + P("Age") + "</w:tc></w:tr><w:tr><w:tc>" + P("李") + P("雷") + "</w:tc><w:tc>" + P("7") + "</w:tc></w:tr></w:tbl>"
            + """<w:p><w:r><w:t xml:space="preserve">Kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>added</w:t></w:r></w:ins></w:p>""",
            Styles,
            P("A footnote."));

        var blocks = Read("a.docx", file);

        Assert.Equal(
            [(BlockKind.Heading, "手册", 1), (BlockKind.Heading, "Part", 1), (BlockKind.Heading, "Deep", 3), (BlockKind.ListItem, "- an item", 0), (BlockKind.TableHeader, "Name | Age", 0), (BlockKind.TableRow, "李 雷 | 7", 0), (BlockKind.Paragraph, "Kept added", 0), (BlockKind.Paragraph, "A footnote.", 0)],
            blocks.Select(block => (block.Kind, block.Text, block.Level)));
        Assert.Equal(["Part", "Deep"], blocks[^1].HeadingPath);
    }

    [Fact]
    public void Read_WhateverItsName_ByItsContent() => Assert.Equal("Hello", Assert.Single(Read("a.txt", Docx(P("Hello")))).Text);
}
