using YYC3.Llm.RagService.Documents;
using static YYC3.Llm.Tests.RagService.Documents.ZipFiles;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class EpubReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "epub";

    protected override string FileName => "book.epub";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) => Epub(string.Concat(paragraphs.Select(text => $"<p>{text}</p>")));

    [Fact]
    public void Read_Pages_InTheOrderOfTheSpine() => Assert.Equal(
        [(BlockKind.Heading, "第一章"), (BlockKind.Paragraph, "春天。"), (BlockKind.Heading, "Two"), (BlockKind.Paragraph, "Summer.")],
        Read("a.epub", Epub("<h1>第一章</h1><p>春天。</p>", "<h1>Two</h1><p>Summer.</p>")).Select(block => (block.Kind, block.Text)));

    [Fact]
    public void Read_ALockedBook_IsRefusedWithAReason() => Assert.Contains(
        "DRM",
        Assert.Throws<DocumentUnreadableException>(() => Read("a.epub", Zip(("META-INF/container.xml", "<container/>"), ("META-INF/rights.xml", "<rights/>")))).Message,
        StringComparison.Ordinal);
}
