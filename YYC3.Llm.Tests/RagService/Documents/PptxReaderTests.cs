using YYC3.Llm.RagService.Documents;
using static YYC3.Llm.Tests.RagService.Documents.ZipFiles;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class PptxReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "pptx";

    protected override string FileName => "talk.pptx";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Pptx((string.Concat(paragraphs.Select(text => Shape(text))), null));

    [Fact]
    public void Read_Slides_ArePagesWithTitlesTablesAndNotes()
    {
        const string Table = "<p:graphicFrame><a:tbl><a:tr><a:tc><a:p><a:r><a:t>年</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>Sales</a:t></a:r></a:p></a:tc></a:tr><a:tr><a:tc><a:p><a:r><a:t>2026</a:t></a:r></a:p></a:tc><a:tc><a:p><a:r><a:t>7</a:t></a:r></a:p></a:tc></a:tr></a:tbl></p:graphicFrame>";

        var blocks = Read("a.pptx", Pptx((Shape("Text") + Shape("First", "title"), null), (Shape("第二", "ctrTitle") + Table, "Say it slowly.")));

        Assert.Equal(
            [(BlockKind.Heading, "First", 1), (BlockKind.Paragraph, "Text", 1), (BlockKind.Heading, "第二", 2), (BlockKind.TableHeader, "年 | Sales", 2), (BlockKind.TableRow, "2026 | 7", 2), (BlockKind.Paragraph, "Say it slowly.", 2)],
            blocks.Select(block => (block.Kind, block.Text, block.Page!.Value)));
    }
}
