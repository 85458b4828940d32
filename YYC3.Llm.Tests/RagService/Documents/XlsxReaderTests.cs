using YYC3.Llm.RagService.Documents;
using static YYC3.Llm.Tests.RagService.Documents.ZipFiles;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class XlsxReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "xlsx";

    protected override string FileName => "table.xlsx";

    // The sheet's name is a heading.
    protected override byte[] Make(IReadOnlyList<string> paragraphs) =>
        Xlsx(paragraphs[0], string.Concat(paragraphs.Skip(1).Select((_, i) => $"<row r=\"{i + 1}\"><c r=\"A{i + 1}\" t=\"s\"><v>{i}</v></c></row>")), [.. paragraphs.Skip(1)]);

    [Fact]
    public void Read_Cells_AsTheyAreShown()
    {
        const string Rows = """
            <row><c r="A1" t="s"><v>0</v></c><c r="C1" t="inlineStr"><is><t>Day</t></is></c><c r="D1" t="str"><f>1+1</f><v>Sum</v></c></row><row/>
            <row><c r="A3" t="s"><v>1</v></c><c r="B3"><v>0.30000000000000004</v></c><c r="C3" s="1"><v>46351</v></c><c r="D3" t="b"><v>1</v></c><c r="E3" s="2"><v>46351.5</v></c></row>
            """;
        const string Styles = """<numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd hh:mm"/><numFmt numFmtId="165" formatCode="0&quot;days&quot;"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/></cellXfs>""";

        var blocks = Read("a.xlsx", Xlsx("销售", Rows, ["Name", "李雷"], Styles));

        Assert.Equal(
            [(BlockKind.Heading, "销售"), (BlockKind.TableHeader, "Name |  | Day | Sum"), (BlockKind.TableRow, "李雷 | 0.3 | 2026-11-25 | TRUE | 2026-11-25 12:00:00")],
            blocks.Select(block => (block.Kind, block.Text)));
    }
}
