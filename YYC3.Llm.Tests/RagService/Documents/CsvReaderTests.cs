using System.Text;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class CsvReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "csv";

    protected override string FileName => "table.csv";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Encoding.UTF8.GetBytes(string.Join('\n', paragraphs));

    [Theory]
    [InlineData("name,age\n\"Li, Lei\",7\n\"line\nbreak \"\"x\"\"\",8\n", "a.csv")]
    [InlineData("name;age\r\n\"Li, Lei\";7\r\n\"line\r\nbreak \"\"x\"\"\";8", "a.csv")]
    [InlineData("name\tage\nLi, Lei\t7\nline break \"x\"\t8", "a.tsv")]
    public void Read_Rows_WhateverPartsThem(string text, string name) => Assert.Equal(
        [(BlockKind.TableHeader, "name | age"), (BlockKind.TableRow, "Li, Lei | 7"), (BlockKind.TableRow, "line break \"x\" | 8")],
        Read(name, text.Replace("\r\nbreak", "\nbreak", StringComparison.Ordinal)).Select(block => (block.Kind, block.Text)));

    [Fact]
    public void Read_ChineseEncodings()
    {
        Extractor();

        Assert.Equal(["姓名 | 城市", "李雷 | 杭州"], Read("a.csv", Encoding.GetEncoding("GB18030").GetBytes("姓名,城市\n李雷,杭州\n")).Select(block => block.Text));
    }

    [Fact]
    public void Read_AQuoteThatIsNeverClosed_StaysBounded() =>
        Assert.InRange(Read("a.csv", "a,b\n\"" + new string('x', 3_000_000)).Sum(block => block.Text.Length), 1, 100_000);
}
