using System.Text;
using YYC3.Llm.RagService.Documents;

namespace YYC3.Llm.Tests.RagService.Documents;

public sealed class HtmlReaderTests : DocumentReaderConformance
{
    protected internal override string Format => "html";

    protected override string FileName => "page.html";

    protected override byte[] Make(IReadOnlyList<string> paragraphs) =>
        Encoding.UTF8.GetBytes("<!DOCTYPE html><meta charset=utf-8><body>" + string.Concat(paragraphs.Select(p => $"<p>{p}</p>\n")));

    [Fact]
    public void Read_Page_GivesWhatAReaderReads()
    {
        const string Page = """
            <!-- generated --><!DOCTYPE html><html><head><title>Title of it</title><meta charset="utf-8"><style>p{}</style></head><body>
            <nav><a href="/">Home</a></nav><div role="navigation">Menu</div>
            <main><h2>安装 &amp; setup</h2>
            <p>中文的第一行，
            第二行。A <b>bold</b>&nbsp;word<br>and more.</p>loose text
            <ol><li>one<ul><li>inner</li></ul></li><li><p>two</p><p>still two</p></li></ol>
            <dl><dt>Term</dt><dd>Meaning</dd></dl>
            <pre>
              line 1
                line 2
            </pre>
            <table><caption>Tools</caption><thead><tr><th>Name</th><th>Use</th></tr></thead><tr><td>cat</td><td>shows <i>files</i></td></tr></table>
            <table><tr><td>layout only</td></tr></table>
            <script>no()</script><noscript>yes</noscript><p hidden>no</p>
            </main></body></html>
            """;

        var blocks = Read("page.html", Page);

        Assert.Equal(
            [
                (BlockKind.Heading, "Title of it"),
                (BlockKind.Heading, "安装 & setup"),
                (BlockKind.Paragraph, "中文的第一行，第二行。A bold word and more."),
                (BlockKind.Paragraph, "loose text"),
                (BlockKind.ListItem, "1. one"),
                (BlockKind.ListItem, "- inner"),
                (BlockKind.ListItem, "2. two"),
                (BlockKind.ListItem, "still two"),
                (BlockKind.Paragraph, "Term"),
                (BlockKind.ListItem, "Meaning"),
                (BlockKind.Code, "  line 1\n    line 2"),
                (BlockKind.Paragraph, "Tools"),
                (BlockKind.TableHeader, "Name | Use"),
                (BlockKind.TableRow, "cat | shows files"),
                (BlockKind.Paragraph, "layout only"),
                (BlockKind.Paragraph, "yes"),
            ],
            blocks.Select(b => (b.Kind, b.Text)));
        Assert.Equal(["Title of it", "安装 & setup"], blocks[^1].HeadingPath);
    }

    [Fact]
    public void Read_PageInGb2312_IsDecodedByItsMetaElement()
    {
        Extractor();
        var page = Encoding.GetEncoding("gb2312").GetBytes("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; charset=gb2312\"></head><body><p>系统管理员</p></body></html>");

        Assert.Equal("系统管理员", Assert.Single(Read("page.htm", page)).Text);
    }

    [Fact]
    public void Read_PageNamedTxt_IsReadAsThePageItIs() =>
        Assert.Equal("x", Assert.Single(Read("page.txt", "<!doctype html><p>x</p>")).Text);

    [Theory]
    [InlineData("<div>")]
    [InlineData("<b>")]
    [InlineData("<svg>")]
    public void Read_DeepNesting_IsRefusedSoon(string tag)
    {
        var refusal = Assert.Throws<DocumentUnreadableException>(() => Read("a.html", string.Concat(Enumerable.Repeat(tag, 500_000))));

        Assert.Contains("nests", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<table><tr><td>")]
    [InlineData("<ul><li>")]
    [InlineData("<div>")]
    public void Read_NestingWithinTheLimit_IsReadOrLeftOut(string tag)
    {
        var blocks = Read("a.html", "<p>before</p>" + string.Concat(Enumerable.Repeat(tag, 900)) + "deep");

        Assert.Equal("before", blocks[0].Text);
    }

    [Fact]
    public void Read_AHundredThousandItems_StaysLinear()
    {
        var clock = System.Diagnostics.Stopwatch.StartNew();

        Assert.Equal(100_000, Read("a.html", "<ol>" + string.Concat(Enumerable.Repeat("<li>x", 100_000))).Count);

        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(1), $"took {clock.Elapsed}");
    }
}
